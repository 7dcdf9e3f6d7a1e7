package dev.wagl.swarm;

import java.io.IOException;

/** One element of {@code GET /networks}, as its fields come by. */
final class NetworkReader {

    private String id;
    private String name;
    private boolean ingress;

    private NetworkReader() {}

    static void read(Json element, Listing<Network> listing) throws IOException {
        NetworkReader reader = new NetworkReader();
        element.fields(reader::field);
        reader.finish(listing);
    }

    private void finish(Listing<Network> listing) {
        if (!listing.isNew(id)) {
            return;
        }
        if (!listing.isNamed(id, name)) {
            return;
        }
        listing.add(new Network(id, name, ingress));
    }

    private void field(String field, Json value) throws IOException {
        switch (field) {
            case "Id", "ID" -> id = value.text();
            case "Name" -> name = value.text();
            case "Ingress" -> ingress = value.isTrue();
            default -> {}
        }
    }
}
