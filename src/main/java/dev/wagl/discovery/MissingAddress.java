package dev.wagl.discovery;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Printable;
import java.util.List;

/**
 * Why a service, or some task of it that is to be answered, has no address. The text is short: an extended error in a
 * response tells it, too.
 */
record MissingAddress(Reason reason, String text) {

    MissingAddress {
        text = Printable.of(text);
    }

    /** Null if nothing is missing. */
    static MissingAddress of(NameGroup.Part part) {
        return part.from().labels().view() == AddressView.NODE ? ofNodes(part) : ofNetwork(part);
    }

    private static MissingAddress ofNodes(NameGroup.Part part) {
        List<LiveTask> without = without(part);
        if (without.isEmpty()) {
            return null;
        }
        Nodes.Known node = without.get(0).node();
        String why = node == null
                ? "its node is not in the engine's list of nodes"
                : node.node().role() == Node.Role.ENGINE
                        ? "set wagl.host-address: a port on 0.0.0.0 stands for an address that is not known"
                        : "the node has no address that can be published; set its node label dns.address";
        return new MissingAddress(Reason.NO_ADDRESS, subject(without, part) + why);
    }

    private static MissingAddress ofNetwork(NameGroup.Part part) {
        LabelledService from = part.from();
        if (from.network() == null) {
            return new MissingAddress(
                    Reason.NO_NETWORK,
                    "it is on no network whose addresses can be answered; attach it to one, or set "
                            + ServiceLabels.ADDRESS + "=node");
        }
        if (from.labels().view() == AddressView.VIP
                && new EndpointFinder(from).virtualIps().isEmpty()) {
            return new MissingAddress(
                    Reason.NO_VIRTUAL_IP,
                    ServiceLabels.ADDRESS + "=vip, but it has no virtual IP on the network "
                            + from.network().name() + "; use --endpoint-mode vip, or " + ServiceLabels.ADDRESS
                            + "=task");
        }
        List<LiveTask> without = without(part);
        return without.isEmpty() || from.labels().view() == AddressView.VIP
                ? null
                : new MissingAddress(
                        Reason.NO_ADDRESS,
                        subject(without, part) + "no address on the network "
                                + from.network().name());
    }

    private static List<LiveTask> without(NameGroup.Part part) {
        return part.tasks().stream()
                .filter(live -> part.addresses(live).isEmpty())
                .toList();
    }

    private static String subject(List<LiveTask> without, NameGroup.Part part) {
        String which = without.get(0).shown(part.from().service());
        return which + (without.size() > 1 ? " and " + (without.size() - 1) + " more: " : ": ");
    }
}
