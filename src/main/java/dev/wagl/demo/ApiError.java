package dev.wagl.demo;

/** An answer of the engine other than 200, told by its status and the text of {@code {"message": ...}}. */
final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final int status;

    ApiError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static ApiError notFound(String kind, String reference) {
        return new ApiError(404, kind + " " + reference + " not found");
    }
}
