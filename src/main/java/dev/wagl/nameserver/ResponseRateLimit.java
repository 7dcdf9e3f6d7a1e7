package dev.wagl.nameserver;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Response rate limiting: to one network, over UDP, no more than so many like responses a second. The sender of a datagram is
 * whoever it says, so a server can be made to pour its responses over someone who asked for nothing. Over the limit, every second
 * response is cut to a minimal one with TC, the first among them, so that a real client comes back over TCP; the others are dropped.
 *
 * <p>Like are, to a network (the first 24 bits of an IPv4 address, 56 of IPv6): answers to one name and type; all
 * negative answers, since random names inside the zone are a flood as good as any; all errors.
 *
 * <p>One table serves all event loops: the kernel deals a network's datagrams out to all of them, and each by itself would let the limit
 * through. It takes no lock and no atomic operation. A slot is one number that says everything, so that the worst that two loops at
 * once can do is to lose a count, which lets a response more through. Its size is fixed: where a set of slots is full of
 * this second's counts, the lowest makes room, so what floods stays and the many that ask once cost nothing. Where a
 * network's count lies is decided by a secret, so nobody can aim at another's.
 *
 * <pre>
 *   slot   tag 28 | second 16 | count 20
 * </pre>
 *
 * The second goes round after 18 hours: a count that has lain there that long, untouched, is taken for one of this second.
 */
public final class ResponseRateLimit {

    /** What becomes of a response. */
    enum Action {
        SEND,
        /** Cut to a minimum, with TC. */
        SLIP,
        DROP
    }

    /** Instead of a name and type: all negative answers. No answer has this class. */
    static final long NEGATIVE = -1;

    /** Instead of a name and type: all errors. */
    static final long ERROR = -2;

    /** Half a megabyte. */
    private static final int SLOTS = 1 << 16;

    /** Slots that one key can lie in. */
    private static final int WAYS = 4;

    private static final int COUNT_BITS = 20;
    private static final int SECOND_BITS = 16;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long SECOND_MASK = (1L << SECOND_BITS) - 1 << COUNT_BITS;
    private static final long TAG_MASK = -1L << COUNT_BITS + SECOND_BITS;

    /** Tells the networks of IPv4 from those of IPv6, which are numbers of 56 bits. */
    private static final long V4 = 1L << 56;

    private final int perSecond;

    private final AddressBlocks exempt;

    /** The default gateways in three forms, each read by all event loops; these only ever grow, the first one first. */
    private volatile InetAddress[] gateways = {};

    private volatile ClientAddress[] gatewayClients = {};
    private volatile int[] gatewaysV4 = {};
    private final Consumer<InetAddress> gatewayLimited;
    private final AtomicBoolean told = new AtomicBoolean();
    private final long seed;
    private final long otherSeed;
    private final long[] slots = new long[SLOTS];

    /**
     * @param gateways this machine's default gateways: never exempt. Docker gives their address to containers of the same node,
     *     and its userland proxy to anyone
     * @param gatewayLimited told once, when one of them is first over the limit
     * @param secrets decides where counts lie
     */
    public ResponseRateLimit(
            RateLimitConfig config,
            Collection<InetAddress> gateways,
            Consumer<InetAddress> gatewayLimited,
            RandomGenerator secrets) {
        perSecond = config.perSecond();
        exempt = new AddressBlocks(config.exempt());
        this.gatewayLimited = gatewayLimited;
        seed = secrets.nextLong();
        otherSeed = secrets.nextLong();
        addGateways(gateways);
    }

    /** This machine has got these as well. What was a gateway once stays one here: it is limited, which is the safe side. */
    public synchronized void addGateways(Collection<InetAddress> more) {
        gateways =
                Stream.concat(Arrays.stream(gateways), more.stream()).distinct().toArray(InetAddress[]::new);
        gatewayClients = Arrays.stream(gateways).map(ClientAddress::of).toArray(ClientAddress[]::new);
        gatewaysV4 = Arrays.stream(gatewayClients)
                .filter(ClientAddress::v4)
                .mapToInt(gateway -> (int) gateway.low())
                .toArray();
    }

    /**
     * Whether a client may have any number of responses: it has proven that it gets what is sent to its address, or lies in a
     * network that is trusted. A gateway never may: its address is everyone's behind it, and what one of them has proven
     * says nothing of the others.
     */
    boolean exempts(ClientAddress client, boolean proven) {
        return (proven || exempt.contain(client)) && !isGateway(client);
    }

    private boolean isGateway(ClientAddress client) {
        return client.v4() ? isGateway((int) client.low()) : gatewayIndex(client) >= 0;
    }

    private boolean isGateway(int address) {
        for (int i = 0; i < gatewaysV4.length; i++) {
            if (gatewaysV4[i] == address) {
                return true;
            }
        }
        return false;
    }

    /**
     * Counts a response that is about to be sent to a client that is not exempt, and says whether it is.
     *
     * @param answer what it says: a name and type in whatever form, {@link #NEGATIVE} or {@link #ERROR}
     * @param second of any clock that goes on
     */
    Action judge(ClientAddress client, long answer, int second) {
        int over = count(key(client, answer), second) - perSecond;
        if (over <= 0) {
            return Action.SEND;
        }
        tellIfGateway(client);
        return (over & 1) != 0 ? Action.SLIP : Action.DROP;
    }

    private int gatewayIndex(ClientAddress client) {
        for (int i = 0; i < gatewayClients.length; i++) {
            if (gatewayClients[i].sameAs(client)) {
                return i;
            }
        }
        return -1;
    }

    private void tellIfGateway(ClientAddress client) {
        if (told.get()) {
            return;
        }
        int gateway = gatewayIndex(client);
        if (gateway >= 0 && told.compareAndSet(false, true)) {
            gatewayLimited.accept(gateways[gateway]);
        }
    }

    /** 128 bits of what is counted, multiplied by each other under two secrets and folded. */
    private long key(ClientAddress client, long answer) {
        long network = client.v4() ? V4 | client.low() >>> 8 : client.high() >>> 8;
        long one = network ^ seed;
        long other = answer ^ otherSeed;
        return one * other ^ Math.multiplyHigh(one, other);
    }

    /** The key's count in this second, this time included. */
    private int count(long key, int second) {
        long secondBits = (long) second << COUNT_BITS & SECOND_MASK;
        long mine = key & TAG_MASK | secondBits;
        int set = (int) key & SLOTS - WAYS;
        int free = set;
        long lowest = Long.MAX_VALUE;
        for (int at = set; at < set + WAYS; at++) {
            long slot = slots[at];
            long count = slot & COUNT_MASK;
            if ((slot & ~COUNT_MASK) == mine) {
                // At the top it goes back and forth, since whether it is odd decides.
                long next = count == COUNT_MASK ? count - 1 : count + 1;
                slots[at] = mine | next;
                return (int) next;
            }
            long weight = (slot & SECOND_MASK) == secondBits ? count : 0;
            if (weight < lowest) {
                lowest = weight;
                free = at;
            }
        }
        slots[free] = mine | 1;
        return 1;
    }
}
