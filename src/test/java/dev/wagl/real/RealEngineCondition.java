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

    /** Debian's packages: docker.io, iproute2, iptables, util-linux, bind9-dnsutils, knot-dnsutils, busybox-static, curl, openssl, haproxy. */
    private static final List<String> PROGRAMS = List.of(
            "dockerd",
            "docker",
            "ip",
            "iptables",
            "nsenter",
            "unshare",
            "dig",
            "kdig",
            "getent",
            "curl",
            "openssl",
            "haproxy");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String mode = System.getProperty("wagl.test.real", "auto");
        if (mode.equals("skip")) {
            return skip(context, "wagl.test.real=skip");
        }
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("a Docker engine can be started");
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

    private static List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!root()) {
            missing.add("root");
        }
        PROGRAMS.stream().filter(program -> !onPath(program)).forEach(missing::add);
        if (!staticBusybox()) {
            missing.add("a static busybox");
        }
        if (BaseImage.jdk() == null) {
            missing.add("a JDK 25 (JAVA25_HOME)");
        }
        return missing;
    }

    private static boolean root() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    private static boolean onPath(String program) {
        for (String directory : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean staticBusybox() {
        if (!onPath("busybox")) {
            return false;
        }
        return Command.of("ldd", Images.BUSYBOX.toString()).run().exit() != 0;
    }
}
