package dev.wagl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LossyStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LINE = "x".repeat(1_023);
    private static final int LINES = LossyStream.ROOM / 1_024;

    private final Reader reader = new Reader();
    private final List<Long> missed = new CopyOnWriteArrayList<>();
    private final LossyStream stream = new LossyStream(reader, missed::add).start("test");
    private final PrintStream print = new PrintStream(stream);

    /** Takes nothing as long as it sleeps. */
    private static final class Reader extends OutputStream {

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile CountDownLatch awake = new CountDownLatch(0);
        private volatile boolean gone;

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            asked.countDown();
            try {
                awake.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (gone) {
                throw new IOException("Broken pipe");
            }
            synchronized (read) {
                read.write(octets, offset, length);
            }
        }

        List<String> lines() {
            synchronized (read) {
                return read.toString(UTF_8).lines().toList();
            }
        }
    }

    @Test
    void whatIsWrittenIsReadInItsOrder() {
        for (int line = 0; line < 100; line++) {
            print.println("line " + line);
        }
        print.print("no end");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).hasSize(101).startsWith("line 0", "line 1").endsWith("line 99", "no end");
        assertThat(missed).isEmpty();
    }

    @Test
    void nobodyWaitsForAReaderThatSleeps() throws Exception {
        reader.awake = new CountDownLatch(1);
        assertThat(stream.hasRoom()).isTrue();
        for (int line = 0; line < LINES + 7; line++) {
            print.println(LINE);
        }
        assertThat(reader.asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stream.hasRoom()).isFalse();
        assertThat(missed).isEmpty();

        reader.awake.countDown();
        await().atMost(PATIENCE).until(() -> reader.lines().size() == LINES);
        stream.drain(PATIENCE);
        assertThat(missed).containsExactly(7L);
        assertThat(reader.lines()).containsOnly(LINE);
        print.println("behind");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).hasSize(LINES + 1).endsWith("behind");
        assertThat(missed).hasSize(1);
    }

    @Test
    void theEndWaitsForAReaderThatIsSlow() throws Exception {
        reader.awake = new CountDownLatch(1);
        print.println("the last line");
        assertThat(reader.asked.await(20, TimeUnit.SECONDS)).isTrue();
        Thread waking = new Thread(() -> {
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            reader.awake.countDown();
        });
        waking.start();
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("the last line");
        waking.join();
    }

    @Test
    void theEndWaitsForNobodyForEver() {
        reader.awake = new CountDownLatch(1);
        print.println("a line");
        long begun = System.nanoTime();
        stream.drain(Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(290), PATIENCE);
        assertThat(reader.lines()).isEmpty();
        reader.awake.countDown();
    }

    @Test
    void aReaderThatHasGoneIsNoMatter() {
        reader.gone = true;
        assertThatCode(() -> print.println("a line")).doesNotThrowAnyException();
        stream.drain(PATIENCE);
        reader.gone = false;
        print.println("another");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("another");
    }

    @Test
    void whatHasNoEndIsPassedOnInPieces() throws Exception {
        for (int octet = 0; octet < LossyStream.ROOM / 2; octet++) {
            stream.write('x');
        }
        assertThat(reader.asked.await(20, TimeUnit.SECONDS)).isTrue();
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("x".repeat(LossyStream.ROOM / 2));
    }

    @Test
    void whatIsTooMuchAtOnceIsLost() {
        byte[] line = new byte[LossyStream.ROOM + 1];
        line[LossyStream.ROOM] = '\n';
        stream.write(line, 0, line.length);
        print.println("behind");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("behind");
        assertThat(missed).containsExactly(1L);
    }

    @Test
    void theRestOfWhatWasTooMuchGoesWithIt() {
        stream.write(new byte[LossyStream.ROOM + 1], 0, LossyStream.ROOM + 1);
        print.println("its end");
        print.println("behind");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("behind");
        assertThat(missed).containsExactly(1L);
    }

    @Test
    void aLineOfWhichTheEndIsLostIsNotGluedToTheNext() throws Exception {
        reader.awake = new CountDownLatch(1);
        int piece = 16 << 10;
        for (int octet = 0; octet < LossyStream.ROOM + piece; octet++) {
            stream.write('x');
        }
        print.println("its end");
        reader.awake.countDown();
        stream.drain(PATIENCE);
        print.println("behind");
        stream.drain(PATIENCE);
        assertThat(reader.lines()).containsExactly("x".repeat(LossyStream.ROOM), "behind");
        assertThat(missed).containsExactly(1L);
    }
}
