package dev.wagl.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says what a machine lacks to start real engines. */
final class RealEngineCondition implements ExecutionCondition {

    private static final List<String> PROGRAMS = List.of(
            "dockerd",
            "docker",
            "ip",
            "iptables",
            "nsenter",
            "unshare",
            "busybox",
            "dig",
            "kdig",
            "dnsperf",
            "getent",
            "curl",
            "openssl",
            "haproxy",
            "prometheus",
            "promtool");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = new ArrayList<>(Packages.missing(PROGRAMS));
        if (!root()) {
            missing.add("root");
        }
        if (Files.isExecutable(Images.BUSYBOX) && !staticBusybox()) {
            missing.add("a busybox that is static (busybox-static)");
        }
        if (BaseImage.jdk() == null) {
            missing.add("a JDK 25 (JAVA25_HOME)");
        }
        return judge(context, missing);
    }

    /** What {@code wagl.test.real} says about a test for which this machine lacks something, or nothing. */
    static ConditionEvaluationResult judge(ExtensionContext context, List<String> missing) {
        String mode = System.getProperty("wagl.test.real", "auto");
        if (mode.equals("skip")) {
            return skip(context, "wagl.test.real=skip");
        }
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("nothing is missing");
        }
        if (mode.equals("require")) {
            throw new IllegalStateException("wagl.test.real=require, and this machine lacks " + missing);
        }
        return skip(context, "this machine lacks " + missing);
    }

    private static ConditionEvaluationResult skip(ExtensionContext context, String why) {
        System.out.println("SKIPPED " + context.getDisplayName() + ": " + why);
        return ConditionEvaluationResult.disabled(why);
    }

    private static boolean root() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    private static boolean staticBusybox() {
        return Command.of("ldd", Images.BUSYBOX.toString()).run().exit() != 0;
    }
}
