/**
 * From the labels of services to the zone: {@link dev.wagl.discovery.ZoneProjection} is a pure function from a snapshot of
 * Docker's state to a zone, with a word on everything that was left out.
 *
 * <p>It runs once per refresh on the sync's thread, allocates as it likes, keeps nothing itself and knows no framework. The
 * same state gives the same zone, in whatever order the engine lists it, and whichever projection before it is taken from.
 *
 * <p>The way through it: {@code ServiceLabels} reads what the user wrote, {@code LabelledServices} puts services, tasks and
 * networks together, {@code EndpointFinder} finds addresses and ports for each view, {@code InstanceNames} says which
 * endpoint is called what, {@code NamePublisher} and {@code NodeNames} write the records, {@code PublishedAddresses} the PTR
 * and {@code addr} records of whatever was written. {@code Branches} and {@code AddressParts} take what has not changed from the
 * projection before.
 */
package dev.wagl.discovery;
