package dev.wagl.forwarding;

import org.xbill.DNS.Compression;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;

/** A record that dnsjava writes as it is told, of whatever type. */
final class RawRecord extends Record {

    private static final long serialVersionUID = 1;

    private final byte[] rdata;

    RawRecord(Name owner, int type, long ttl, byte[] rdata) {
        super(owner, type, DClass.IN, ttl);
        this.rdata = rdata.clone();
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(rdata);
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void rdataFromString(Tokenizer tokens, Name origin) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected String rrToString() {
        return rdata.length + " octets";
    }
}
