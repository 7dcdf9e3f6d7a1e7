package dev.wagl.swarm;

import java.io.IOException;

/** Certificate files that cannot be used. Its message names the file and what is wrong with it. */
final class CertificateFilesException extends IOException {

    private static final long serialVersionUID = 1L;

    CertificateFilesException(String message) {
        super(message);
    }

    CertificateFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
