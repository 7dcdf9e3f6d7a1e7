package dev.wagl.real;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says which of the peers a machine lacks. */
final class PeersCondition implements ExecutionCondition {

    private static final List<String> PEERS = List.of("nsd", "knotd", "named", "unbound", "dnsmasq", "openssl");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RealEngineCondition.judge(context, Packages.missing(PEERS));
    }
}
