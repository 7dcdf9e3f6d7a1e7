package dev.wagl.http;

import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import java.net.Inet4Address;
import java.net.InetAddress;

/** An address as records have it. */
final class AddressText {

    private AddressText() {}

    static String of(InetAddress address) {
        return RdataText.of(address instanceof Inet4Address ? RecordType.A : RecordType.AAAA, address.getAddress());
    }
}
