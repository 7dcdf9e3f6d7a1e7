package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks and services are compared by hand: a component that is left out would hide its change from the zone. */
class EqualityTest {

    static Stream<Record> records() {
        return Stream.of(
                new Task(
                        "t",
                        1,
                        "s",
                        "n",
                        1,
                        TaskState.RUNNING,
                        TaskState.RUNNING,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        "c",
                        List.of(),
                        List.of()),
                new Service(
                        "s",
                        "web",
                        1,
                        Instant.EPOCH,
                        Service.Mode.REPLICATED,
                        1,
                        1,
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyComponentCounts(Record one) throws Exception {
        RecordComponent[] components = one.getClass().getRecordComponents();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            values.add(component.getAccessor().invoke(one));
        }
        assertThat(made(one.getClass(), values)).isEqualTo(one).hasSameHashCodeAs(one);
        for (int at = 0; at < components.length; at++) {
            List<Object> changed = new ArrayList<>(values);
            changed.set(at, another(values.get(at), components[at].getName()));
            assertThat(made(one.getClass(), changed))
                    .as(components[at].getName())
                    .isNotEqualTo(one);
        }
    }

    private static Record made(Class<? extends Record> type, List<Object> values) throws Exception {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types).newInstance(values.toArray());
    }

    private static Object another(Object value, String name) throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        return switch (name) {
            case "attachments" -> List.of(new Attachment("n", List.of(address)));
            case "ports" ->
                List.of(new PublishedPort(
                        null, address, 80, 80, PublishedPort.Protocol.TCP, PublishedPort.PublishMode.HOST));
            case "virtualIps" -> List.of(new VirtualIp("n", address));
            case "networkIds" -> List.of("n");
            case "labels" -> Map.of("dns.service", "web");
            case "state", "desiredState" -> TaskState.SHUTDOWN;
            case "mode" -> Service.Mode.GLOBAL;
            default -> anotherOfItsType(value);
        };
    }

    private static Object anotherOfItsType(Object value) {
        if (value instanceof String text) {
            return text + "x";
        } else if (value instanceof Instant time) {
            return time.plusNanos(1);
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Integer number) {
            return number + 1;
        }
        return !(Boolean) value;
    }
}
