package dev.wagl.discovery;

/** Which address of a service is answered: the words of {@code dns.address}. */
public enum AddressView {
    /** The node's address and the published port: for clients outside. */
    NODE,
    /** The task's own address on a network and the target port. */
    TASK,
    /** The service's virtual IP on a network and the target port. */
    VIP
}
