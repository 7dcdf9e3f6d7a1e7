package dev.wagl.dns;

/** What carries a message; it decides how large a response may be. */
public enum Transport {
    UDP,
    TCP
}
