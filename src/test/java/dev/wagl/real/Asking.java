package dev.wagl.real;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks servers for names, in turn and without pause, while something else happens to them. */
final class Asking implements AutoCloseable {

    private final List<Dig> servers;
    private final Map<String, List<Answer>> answers = new LinkedHashMap<>();
    private final CompletableFuture<Void> loop;
    private volatile boolean ended;

    private Asking(List<Dig> servers, List<String> names) {
        this.servers = servers;
        names.forEach(name -> answers.put(name, new ArrayList<>()));
        this.loop = CompletableFuture.runAsync(this::ask);
    }

    /** Begins; each is asked for its addresses. */
    static Asking of(List<Dig> servers, String... names) {
        return new Asking(servers, List.of(names));
    }

    /** Ends it; what came of each question for a name. */
    List<Answer> answers(String name) {
        close();
        return answers.get(name);
    }

    private void ask() {
        while (!ended) {
            for (Map.Entry<String, List<Answer>> name : answers.entrySet()) {
                for (Dig server : servers) {
                    name.getValue().add(server.ask(name.getKey(), "A"));
                }
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        loop.join();
    }
}
