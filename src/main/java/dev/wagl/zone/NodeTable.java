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

    static final NodeTable EMPTY = new NodeTable(new Page[] {new Page(List.of())}, 0);

    /** What a page is to hold; it may become four times as much, or a quarter, before the table is made anew. */
    private static final int NODES_PER_PAGE = 64;

    /** Within a page the upper half of the hash counts: the lower one is the same for all. */
    private static final int IN_PAGE = 16;

    /** A power of two. */
    private final Page[] pages;

    private final int size;

    /** Open addressing, a power of two, at most half full; the hash of each slot stands beside it. */
    private static final class Page {
        private final Node[] slots;
        private final int[] hashes;

        Page(List<Node> nodes) {
            int size = Integer.highestOneBit(Math.max(1, nodes.size() * 2 - 1)) << 1;
            slots = new Node[size];
            hashes = new int[size];
            for (Node node : nodes) {
                int hash = node.owner().hashCode();
                int slot = hash >>> IN_PAGE & size - 1;
                while (slots[slot] != null) {
                    slot = slot + 1 & size - 1;
                }
                slots[slot] = node;
                hashes[slot] = hash;
            }
        }

        boolean has(Node node) {
            int mask = slots.length - 1;
            for (int slot = node.owner().hashCode() >>> IN_PAGE & mask; slots[slot] != null; slot = slot + 1 & mask) {
                if (slots[slot] == node) {
                    return true;
                }
            }
            return false;
        }

        void collect(Collection<Node> nodes) {
            for (Node node : slots) {
                if (node != null) {
                    nodes.add(node);
                }
            }
        }
    }

    private NodeTable(Page[] pages, int size) {
        this.pages = pages;
        this.size = size;
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
        if (wanted > 4 * pages.length || 4 * wanted < pages.length) {
            List<Node> all = nodes();
            all.removeAll(removed);
            all.addAll(added);
            Page[] empty = new Page[wanted];
            Arrays.fill(empty, EMPTY.pages[0]);
            return new NodeTable(empty, 0).turned(Set.of(), all);
        }
        return turned(removed, added);
    }

    private NodeTable turned(Set<Node> removed, Collection<Node> added) {
        Map<Integer, List<Node>> turned = new HashMap<>();
        removed.forEach(node -> turned.computeIfAbsent(page(node), page -> new ArrayList<>()));
        added.forEach(node ->
                turned.computeIfAbsent(page(node), page -> new ArrayList<>()).add(node));
        Page[] all = pages.clone();
        turned.forEach((page, nodes) -> {
            for (Node node : pages[page].slots) {
                if (node != null && !removed.contains(node)) {
                    nodes.add(node);
                }
            }
            all[page] = new Page(nodes);
        });
        return new NodeTable(all, size - removed.size() + added.size());
    }

    private int page(Node node) {
        return node.owner().hashCode() & pages.length - 1;
    }

    /** See {@link Zone#find(byte[], int, int, int)}. */
    Node find(byte[] message, int offset, int length, int hash) {
        Page page = pages[hash & pages.length - 1];
        Node[] slots = page.slots;
        int[] hashes = page.hashes;
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
        Page page = pages[hash & pages.length - 1];
        int mask = page.slots.length - 1;
        for (int slot = hash >>> IN_PAGE & mask; ; slot = slot + 1 & mask) {
            Node node = page.slots[slot];
            if (node == null || page.hashes[slot] == hash && node.owner().equals(name)) {
                return node;
            }
        }
    }

    /** Whether this very node is one of it. */
    boolean has(Node node) {
        return pages[page(node)].has(node);
    }

    /** All of its nodes, in no order. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(size);
        for (Page page : pages) {
            page.collect(nodes);
        }
        return nodes;
    }

    /** Its nodes that are not the other one's, in no order; for less where they share pages. */
    List<Node> unlike(NodeTable other) {
        List<Node> nodes = new ArrayList<>();
        for (int page = 0; page < pages.length; page++) {
            if (pages.length != other.pages.length || pages[page] != other.pages[page]) {
                pages[page].collect(nodes);
            }
        }
        nodes.removeIf(other::has);
        return nodes;
    }
}
