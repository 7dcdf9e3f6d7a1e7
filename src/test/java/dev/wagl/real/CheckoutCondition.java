package dev.wagl.real;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says what is lacking to do in a clone of this checkout what the README says. */
final class CheckoutCondition implements ExecutionCondition {

    private static final List<String> PROGRAMS = List.of("git", "dig");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = new ArrayList<>(Packages.missing(PROGRAMS));
        if (missing.isEmpty()) {
            Command.Result head =
                    Command.of("git", "rev-parse", "--verify", "-q", "HEAD").run();
            if (head.exit() != 0) {
                missing.add("a git checkout with a commit " + head.lines());
            }
        }
        return RealEngineCondition.judge(context, missing);
    }
}
