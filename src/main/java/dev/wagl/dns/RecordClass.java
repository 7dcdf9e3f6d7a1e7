package dev.wagl.dns;

/** Classes (RFC 1035 3.2.4). */
public final class RecordClass {

    public static final int IN = 1;

    /** CHAOS: by custom, where a server is asked about itself. */
    public static final int CH = 3;

    private RecordClass() {}

    /** The IANA mnemonic; {@code CLASS<n>} where there is none here (RFC 3597 5). */
    public static String mnemonic(int recordClass) {
        return switch (recordClass) {
            case IN -> "IN";
            case CH -> "CH";
            case 4 -> "HS";
            case 254 -> "NONE";
            case 255 -> "ANY";
            default -> "CLASS" + recordClass;
        };
    }
}
