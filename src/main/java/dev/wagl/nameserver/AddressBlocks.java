package dev.wagl.nameserver;

import java.util.List;
import java.util.stream.IntStream;

/** Networks, in the form in which they can be asked about for every query. */
public final class AddressBlocks {

    /** The prefix of a block, its mask, those of the next. */
    private final int[] v4;

    private final AddressBlock[] v6;

    public AddressBlocks(List<AddressBlock> blocks) {
        v4 = blocks.stream()
                .filter(AddressBlock::v4)
                .flatMapToInt(block -> IntStream.of((int) block.low(), (int) block.lowMask()))
                .toArray();
        v6 = blocks.stream().filter(block -> !block.v4()).toArray(AddressBlock[]::new);
    }

    /** Whether the address lies in one of them. It allocates nothing. */
    public boolean contain(ClientAddress client) {
        return client.v4() ? containV4((int) client.low()) : containV6(client);
    }

    private boolean containV4(int address) {
        for (int i = 0; i < v4.length; i += 2) {
            if ((address & v4[i + 1]) == v4[i]) {
                return true;
            }
        }
        return false;
    }

    private boolean containV6(ClientAddress client) {
        for (int i = 0; i < v6.length; i++) {
            if (v6[i].contains(client)) {
                return true;
            }
        }
        return false;
    }
}
