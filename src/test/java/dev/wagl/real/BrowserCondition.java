package dev.wagl.real;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says what a machine lacks to look at the page. */
public final class BrowserCondition implements ExecutionCondition {

    private static final List<String> PROGRAMS = List.of("chromium", "chromedriver");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RealEngineCondition.judge(context, Packages.missing(PROGRAMS));
    }
}
