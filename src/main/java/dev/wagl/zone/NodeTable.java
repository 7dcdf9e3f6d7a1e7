package dev.wagl.zone;

import dev.wagl.dns.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of a zone by their names: pages by the lower bits of the hash, so that one table and the next share the pages in which
 * nothing has changed. Immutable; finding allocates nothing.
 */
final class NodeTable {

    static final NodeTable EMPTY = new NodeTable(new Node[][] {{null}}, new int[][] {{0}}, 0);

    /** What a page is to hold; it may become four times as much, or a quarter, before the table is made anew. */
    private static final int NODES_PER_PAGE = 64;

    /** Within a page the upper half of the hash counts: the lower one is the same for all. */
    private static final int IN_PAGE = 16;

    /** Pages, a power of two. In each open addressing: a power of two, at most half full. */
    private final Node[][] slots;

    /** The hash of each slot. Not in one object with it, which would be one more to go through for each query. */
    private final int[][] hashes;

    private final int size;

    private NodeTable(Node[][] slots, int[][] hashes, int size) {
        this.slots = slots;
        this.hashes = hashes;
        this.size = size;
    }

    /** One of as many pages, all of them empty. */
    private static NodeTable empty(int pages) {
        Node[][] slots = new Node[pages][];
        int[][] hashes = new int[pages][];
        Arrays.fill(slots, EMPTY.slots[0]);
        Arrays.fill(hashes, EMPTY.hashes[0]);
        return new NodeTable(slots, hashes, 0);
    }

    /**
     * The table of the next zone.
     *
     * @param removed some of its nodes
     * @param added none of its nodes, and none of a name that another one has then
     */
    NodeTable with(Set<Node> removed, Collection<Node> added) {
        int now = size - removed.size() + added.size();
        int wanted = Integer.highestOneBit(Math.max(1, now / NODES_PER_PAGE));
        if (wanted > 4 * slots.length || 4 * wanted < slots.length) {
            List<Node> all = nodes();
            all.removeAll(removed);
            all.addAll(added);
            return empty(wanted).turned(Set.of(), all);
        }
        return turned(removed, added);
    }

    private NodeTable turned(Set<Node> removed, Collection<Node> added) {
        Map<Integer, List<Node>> turned = new HashMap<>();
        removed.forEach(node -> turned.computeIfAbsent(page(node), page -> new ArrayList<>()));
        added.forEach(node ->
                turned.computeIfAbsent(page(node), page -> new ArrayList<>()).add(node));
        NodeTable next = new NodeTable(slots.clone(), hashes.clone(), size - removed.size() + added.size());
        turned.forEach((page, nodes) -> {
            for (Node node : slots[page]) {
                if (node != null && !removed.contains(node)) {
                    nodes.add(node);
                }
            }
            next.fill(page, nodes);
        });
        return next;
    }

    private void fill(int page, List<Node> nodes) {
        int length = Integer.highestOneBit(Math.max(1, nodes.size() * 2 - 1)) << 1;
        slots[page] = new Node[length];
        hashes[page] = new int[length];
        for (Node node : nodes) {
            int hash = node.owner().hashCode();
            int slot = hash >>> IN_PAGE & length - 1;
            while (slots[page][slot] != null) {
                slot = slot + 1 & length - 1;
            }
            slots[page][slot] = node;
            hashes[page][slot] = hash;
        }
    }

    private int page(Node node) {
        return node.owner().hashCode() & slots.length - 1;
    }

    /** See {@link Zone#find(byte[], int, int, int)}. */
    Node find(byte[] message, int offset, int length, int hash) {
        int page = hash & this.slots.length - 1;
        Node[] slots = this.slots[page];
        int[] hashes = this.hashes[page];
        int mask = slots.length - 1;
        for (int slot = hash >>> IN_PAGE & mask; ; slot = slot + 1 & mask) {
            Node node = slots[slot];
            if (node == null) {
                return null;
            }
            if (hashes[slot] == hash && node.owner().matches(message, offset, length)) {
                return node;
            }
        }
    }

    /** The node of a name; null if the name does not exist. */
    Node find(Name name) {
        int hash = name.hashCode();
        int page = hash & slots.length - 1;
        int mask = slots[page].length - 1;
        for (int slot = hash >>> IN_PAGE & mask; ; slot = slot + 1 & mask) {
            Node node = slots[page][slot];
            if (node == null || hashes[page][slot] == hash && node.owner().equals(name)) {
                return node;
            }
        }
    }

    /** All of its nodes, in no order. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(size);
        for (Node[] page : slots) {
            collect(page, nodes);
        }
        return nodes;
    }

    /** Its nodes that are not the other one's, in no order; for less where they share pages. */
    List<Node> unlike(NodeTable other) {
        List<Node> nodes = new ArrayList<>();
        for (int page = 0; page < slots.length; page++) {
            if (slots.length != other.slots.length || slots[page] != other.slots[page]) {
                collect(slots[page], nodes);
            }
        }
        nodes.removeIf(node -> other.find(node.owner()) == node);
        return nodes;
    }

    private static void collect(Node[] page, List<Node> nodes) {
        for (Node node : page) {
            if (node != null) {
                nodes.add(node);
            }
        }
    }
}
