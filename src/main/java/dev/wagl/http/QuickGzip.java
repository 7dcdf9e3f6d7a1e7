package dev.wagl.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A gzip stream that would rather be quick than small: names repeat so much that it is small all the same. */
final class QuickGzip extends GZIPOutputStream {

    QuickGzip(OutputStream out) throws IOException {
        super(out, 1 << 13);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
