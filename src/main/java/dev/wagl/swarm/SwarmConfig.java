package dev.wagl.swarm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where the Docker API is and how it is spoken to.
 *
 * @param endpoints {@code unix:///path}, {@code tcp://host:port}, at least one, in the order they are tried
 * @param certPath directory with ca.pem, cert.pem, key.pem; null for none
 * @param tlsVerify whether the engine's name and chain are verified
 * @param source what to read; null is auto
 * @param timeout the deadline of one whole refresh
 */
public record SwarmConfig(List<String> endpoints, Path certPath, boolean tlsVerify, Source source, Duration timeout) {

    public SwarmConfig {
        endpoints = List.copyOf(endpoints);
    }
}
