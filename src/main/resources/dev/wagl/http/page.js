// The page: what wagl knows, live. From the top down: asking, the state of the sync, the names, what is left out, the look-up,
// the responses, and how all of it is kept up to date.
//
// Whatever comes from the server is put into the page as text. The Content-Security-Policy asks for trusted types and there is no
// policy, so that the browser refuses anything else.

const POLL_MILLIS = 2_000;
const PATIENCE_MILLIS = 5_000;
const LARGE_PATIENCE_MILLIS = 30_000;

const byId = id => document.getElementById(id);

function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** Sets a text only where it is another one: nothing is laid out, or read out, for nothing. */
function tell(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

const count = new Intl.NumberFormat("en");

function plural(number, word) {
    return `${count.format(number)} ${word}${number === 1 ? "" : "s"}`;
}

function duration(seconds) {
    if (seconds < 60) {
        return `${Math.floor(seconds)} s`;
    }
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function clock(date) {
    return date.toLocaleTimeString("en-GB");
}

// ---------------------------------------------------------------------------------------------- asking

/** What the server said instead of an answer; what does not reach it fails with the browser's own errors. */
class Refusal extends Error {

    constructor(status, detail, retryAfter) {
        super(detail);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static async of(response) {
        const problem = await response.json().catch(() => ({}));
        const detail = problem.detail ?? `${response.status} ${response.statusText}`;
        return new Refusal(response.status, detail, Number(response.headers.get("Retry-After")) || 0);
    }
}

async function ask(path, patience = PATIENCE_MILLIS, type = "application/json") {
    const response = await fetch(path, {
        headers: {Accept: type}, cache: "no-cache", signal: AbortSignal.timeout(patience)
    });
    if (!response.ok) {
        throw await Refusal.of(response);
    }
    return type === "application/json" ? response.json() : response.text();
}

// ---------------------------------------------------------------------------------------------- the state of the sync

/** What /v1/status said last and when; and since when it says nothing. */
const heard = {status: null, at: null, lostAt: null};

/** One line in plain words: how bad it is, what it is, what it means. */
function state() {
    const {status, at, lostAt} = heard;
    if (lostAt !== null) {
        const since = `since ${clock(lostAt)} (${duration((Date.now() - lostAt) / 1000)})`;
        return status === null
            ? ["bad", "wagl does not answer", `${since}. Trying again.`]
            : ["bad", "No connection to wagl", `${since}. What is shown here is as it was then; trying again.`];
    }
    if (status === null) {
        return ["wait", "Asking wagl", ""];
    }
    const sync = status.sync;
    const age = duration(sync.ageSeconds + (Date.now() - at) / 1000);
    const why = sync.lastError ? ` ${sentence(sync.lastError)}` : "";
    if (!sync.synced) {
        return ["bad", "Nothing is known yet", `Docker has not been read in the ${age} since wagl started, so every name of`
            + ` ${status.domain} is answered SERVFAIL.${why}`];
    }
    if (!status.zone) {
        return ["bad", "Nothing is served", `Docker was last read ${age} ago, and what is so old is answered SERVFAIL.${why}`];
    }
    if (sync.stale) {
        return ["bad", "Out of date", `Docker was last read ${age} ago. Names are answered as they were then.${why}`];
    }
    if (sync.lastError) {
        return ["warn", "Docker could not be read", `just now; names are answered as they were ${age} ago.${why}`];
    }
    if (sync.held > 0) {
        return ["warn", "In doubt", `${plural(sync.held, "task")} vanished from Docker at once and nothing accounts for it;`
            + ` until that is sure, ${sync.held === 1 ? "it is" : "they are"} answered on.`];
    }
    return ["good", "In step with Docker", `as of ${age === "0 s" ? "just now" : `${age} ago`}.`];
}

function sentence(text) {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}

function showState() {
    const [level, head, rest] = state();
    byId("state").dataset.level = level;
    tell(byId("state-head"), head);
    tell(byId("state-rest"), rest);
    // Read out when it is another state, not at each second of its age.
    tell(byId("state-told"), level === "wait" ? "" : head);
    document.body.classList.toggle("lost", heard.lostAt !== null);
    const mark = {bad: "✕ ", warn: "! "}[level] ?? "";
    const title = `${mark}wagl${heard.status ? " · " + heard.status.node : ""}`;
    if (document.title !== title) {
        document.title = title;
    }
}

function showStatus(status) {
    byId("identity").replaceChildren(
        labelled("zone", status.domain), labelled("node", status.node), labelled("version", status.version),
        ...(status.zone ? [labelled("generation", status.zone.generation)] : []));
    tell(byId("lookup-hint"), `Below ${status.domain} unless it ends with a dot.`);
    const facts = [["Answers on", status.dns.addresses.join(", ") || "no address"]];
    if (status.sync.endpoint) {
        facts.push(["Reads", `${status.sync.endpoint} (${status.sync.source})`]);
    }
    for (const endpoint of status.endpoints.filter(one => one.lastError)) {
        facts.push([endpoint.endpoint, `${endpoint.lastError} (${new Date(endpoint.lastErrorAt).toLocaleString("en-GB")})`]);
    }
    facts.push(["Refreshes", `${count.format(status.sync.successes)} done, ${count.format(status.sync.failures)} failed;`
        + ` the last took ${Math.round(status.sync.lastDurationSeconds * 1000)} ms`]);
    if (status.zone) {
        const records = Object.entries(status.zone.records).map(([type, number]) => `${count.format(number)} ${type}`);
        facts.push(["Zone", `serial ${status.zone.serial}, published ${plural(status.zone.published, "time")}`]);
        facts.push(["Records", `${records.join(", ")} at ${plural(status.zone.names, "name")}`]);
    }
    byId("facts").replaceChildren(...facts.flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]));
}

function labelled(label, value) {
    return make("span", {}, `${label} `, make("b", {}, value));
}

// ---------------------------------------------------------------------------------------------- the names

/** Rows are made for so many names at first, and for more as they come into view: a page of 5,000 is as quick as one of 5. */
const NAMES_AT_FIRST = 40;
const NAMES_MORE = 80;
const ENDPOINTS_AT_FIRST = 8;

const names = {
    generation: null,
    /** How many states of Docker wagl had seen when these were asked for. */
    projections: null,
    /** All of them: the service, and the text that a search looks at, made when one does. */
    known: [],
    matching: [],
    limit: NAMES_AT_FIRST,
    /** By name: the rows there are, and what they show. */
    rows: new Map(),
    expanded: new Set()
};

function showServices(services) {
    const before = new Set(names.known.map(entry => entry.service.name));
    names.generation = services.generation;
    names.known = services.services.map(service => ({service, text: null, added: !before.has(service.name)}));
    if (before.size === 0) {
        names.known.forEach(entry => entry.added = false);
    }
    search();
    showLeftOut(services.leftOut);
}

function search() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(word => word !== "");
    names.matching = words.length === 0
        ? names.known
        : names.known.filter(entry => words.every(word => (entry.text ??= searched(entry.service)).includes(word)));
    const endpoints = names.matching.reduce((sum, entry) => sum + entry.service.endpoints.length, 0);
    const all = count.format(names.known.length);
    const found = count.format(names.matching.length);
    tell(byId("names-count"),
        words.length === 0 ? `${all} · ${plural(endpoints, "endpoint")}` : `${found} of ${all} · ${plural(endpoints, "endpoint")}`);
    tell(byId("search-told"), words.length === 0 ? "" : `${found} of ${all} names`);
    showEmpty(words.length > 0);
    showRows();
}

function searched(service) {
    const words = [service.name, service.reason];
    for (const source of service.sources) {
        words.push(source.name, source.view, source.network);
    }
    for (const endpoint of service.endpoints) {
        words.push(endpoint.instance, ...endpoint.addresses, endpoint.port, endpoint.protocol, ...endpoint.portNames, endpoint.node,
            endpoint.task, standing(endpoint));
    }
    return words.filter(word => word !== undefined).join(" ").toLowerCase();
}

function showEmpty(searching) {
    const empty = byId("names-empty");
    empty.hidden = names.matching.length > 0;
    byId("names").hidden = !empty.hidden;
    if (searching) {
        tell(empty, "No name, service, node, address or state has this in it.");
    } else if (names.generation === null) {
        tell(empty, heard.status && !heard.status.sync.synced ? "Until Docker is read there are no names." : "Reading the names.");
    } else {
        tell(empty, "No service has the label dns.service yet, and nothing is published without it.");
    }
}

/** Keeps the rows whose services are as they were, so that what a change costs is what it changes. */
function showRows() {
    const table = byId("names");
    const rows = new Map();
    let next = table.tBodies[0] ?? null;
    for (const entry of names.matching.slice(0, names.limit)) {
        const service = entry.service;
        const shown = JSON.stringify(service) + names.expanded.has(service.name);
        let row = names.rows.get(service.name);
        if (row === undefined || row.shown !== shown) {
            row = {shown, body: rowsOf(service, row, entry.added)};
            entry.added = false;
        }
        rows.set(service.name, row);
        if (row.body === next) {
            next = next.nextElementSibling;
        } else {
            table.insertBefore(row.body, next);
        }
    }
    for (const [name, row] of names.rows) {
        if (rows.get(name) !== row) {
            replaced(row.body, rows.get(name)?.body);
        }
    }
    names.rows = rows;
    const left = names.matching.length - rows.size;
    const more = byId("names-more");
    more.hidden = left <= 0;
    tell(more, `Show more (${count.format(left)} left)`);
    // How many rows there are, is known when all are made.
    table.setAttribute("aria-rowcount", left > 0 ? "-1" : String(table.rows.length));
}

/** Rows that go take the focus with them, unless others come in their place. */
function replaced(body, by) {
    const focused = body.contains(document.activeElement);
    body.remove();
    if (focused) {
        (by?.querySelector("a") ?? byId("search")).focus({preventScroll: true});
    }
}

function rowsOf(service, before, added) {
    const endpoints = names.expanded.has(service.name) ? service.endpoints : service.endpoints.slice(0, ENDPOINTS_AT_FIRST);
    const left = service.endpoints.length - endpoints.length;
    const rows = endpoints.map(endpointRow);
    if (rows.length === 0) {
        const none = make("td", {role: "cell", class: "none", colspan: "3"}, service.reason ?? "no endpoints");
        rows.push(make("tr", {role: "row"}, none));
    }
    if (left > 0) {
        const button = make("button", {type: "button", class: "plain"}, `${count.format(left)} more of ${service.name}`);
        button.addEventListener("click", () => {
            names.expanded.add(service.name);
            showRows();
        });
        rows.push(make("tr", {role: "row"}, make("td", {role: "cell", colspan: "3"}, button)));
    }
    const header = make("th", {scope: "rowgroup", role: "rowheader", class: "c-name", rowspan: String(rows.length)},
        make("a", {href: link("lookup", service.name), class: "mono"}, ...name(service.name)),
        make("span", {class: "from"}, from(service)));
    rows[0].prepend(header);
    const fresh = added || before !== undefined && !before.shown.startsWith(JSON.stringify(service));
    return make("tbody", {role: "rowgroup", class: fresh ? "fresh" : ""}, ...rows);
}

function from(service) {
    const sources = service.sources.map(source =>
        `${source.name} (${source.view}${source.network && source.view !== "node" ? " on " + source.network : ""})`);
    return `${sources.join(", ")} · TTL ${service.ttl} s`;
}

function endpointRow(endpoint) {
    const how = standing(endpoint);
    return make("tr", {role: "row"},
        cell("c-state", make("span", {class: `pill ${how}`}, how)),
        cell("c-address mono", ...endpoint.addresses.map(address => make("span", {class: "address"}, address))),
        cell("c-port mono", endpoint.port ? `${endpoint.port}/${endpoint.protocol} ` : "",
            make("span", {class: "dim"}, endpoint.portNames.join(" "))),
        cell("c-node", ...name(endpoint.node ?? "")),
        cell("c-instance mono", ...name(endpoint.instance)),
        cell("c-weight", `${endpoint.priority} · ${endpoint.weight}`));
}

function cell(className, ...children) {
    return make("td", {role: "cell", class: className}, ...children);
}

/** In one of the words that the style knows; a parked one is ready, and others are answered instead. */
function standing(endpoint) {
    return endpoint.state === "ready" && !endpoint.answered ? "parked" : endpoint.state;
}

/** A name that may be broken after its dots, its zone set back. */
function name(text) {
    const zone = heard.status?.domain ?? "";
    const inZone = zone !== "." && text.endsWith(`.${zone}`);
    const labels = (inZone ? text.slice(0, -zone.length) : text).split(/(?<=\.)/);
    const parts = labels.flatMap(label => [label, make("wbr", {})]);
    return inZone ? [...parts, make("span", {class: "dim"}, zone)] : parts;
}

function link(what, subject) {
    return `#${what}=${encodeURIComponent(subject)}`;
}

byId("search").addEventListener("input", () => {
    names.limit = NAMES_AT_FIRST;
    search();
});

function showMore() {
    names.limit += NAMES_MORE;
    showRows();
}

byId("names-more").addEventListener("click", showMore);

const nearTheEnd = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
        showMore();
        // It may be in view still, and only what comes into view is told.
        nearTheEnd.unobserve(byId("names-more"));
        nearTheEnd.observe(byId("names-more"));
    }
}, {rootMargin: "800px"});
nearTheEnd.observe(byId("names-more"));

function showChange(change) {
    const all = ["added", "removed", "changed"].map(what => [what, change[what]]);
    const upper = all.map(([what, list]) => [what, uppermost(list)]);
    const parts = (upper.some(([, list]) => list.length > 0) ? upper : all)
        .filter(([, list]) => list.length > 0)
        .map(([what, list]) => list.length === 1 ? `${list[0]} ${what}` : `${count.format(list.length)} names ${what}`);
    if (change.more > 0) {
        parts.push(`${count.format(change.more)} more`);
    }
    tell(byId("changed"), `${clock(new Date())}: ${parts.join(", ") || "published"}`);
}

/** A service comes with the names of its instances, ports and addresses; those that matter to who looks on are above them. */
function uppermost(list) {
    const all = new Set(list);
    return list.filter(one => !/^_|^[0-9a-f]+\.addr\./.test(one) && !all.has(one.slice(one.indexOf(".") + 1)));
}

// ---------------------------------------------------------------------------------------------- what is left out

const LEFT_OUT_AT_FIRST = 50;

const leftOut = {all: [], most: LEFT_OUT_AT_FIRST, shown: null};

function showLeftOut(all = leftOut.all) {
    const warnings = heard.status?.warnings ?? [];
    const shown = JSON.stringify([names.generation === null, all, warnings, leftOut.most]);
    leftOut.all = all;
    if (shown === leftOut.shown) {
        return;
    }
    leftOut.shown = shown;
    tell(byId("left-out-count"), (names.generation === null ? "" : count.format(all.length))
        + (warnings.length > 0 ? ` · ${plural(warnings.length, "warning")}` : ""));
    const items = all.slice(0, leftOut.most).map(one => make("li", {},
        make("p", {},
            make("a", {href: link("explain", one.name), class: "mono"}, one.name), " ",
            make("span", {class: "dim"}, one.kind), " ",
            make("span", {class: "reason"}, one.reason)),
        make("p", {class: "hint"}, one.text)));
    if (all.length > leftOut.most) {
        const button = make("button", {type: "button", class: "plain"}, `Show all ${count.format(all.length)}`);
        button.addEventListener("click", () => {
            leftOut.most = Infinity;
            showLeftOut();
        });
        items.push(make("li", {}, button));
    }
    items.push(...warnings.slice(0, leftOut.most).map(warning => make("li", {},
        make("p", {}, make("span", {class: "reason"}, "warning")), make("p", {class: "hint"}, warning))));
    if (items.length === 0) {
        items.push(make("li", {class: "hint"}, names.generation === null
            ? "Not known yet."
            : "Nothing: whatever has the label dns.service is published."));
    }
    byId("left-out").replaceChildren(...items);
}

// ---------------------------------------------------------------------------------------------- the look-up

const EXTENDED_ERRORS = {
    0: "Other", 3: "Stale Answer", 14: "Not Ready", 18: "Prohibited", 19: "Stale NXDOMAIN Answer", 22: "No Reachable Authority"
};

byId("lookup").addEventListener("submit", event => {
    event.preventDefault();
    const subject = byId("lookup-name").value.trim();
    const type = byId("lookup-type").value;
    const explains = event.submitter?.value === "explain";
    const hash = link(explains ? "explain" : "lookup", subject) + (explains || type === "A" ? "" : `&type=${type}`);
    if (location.hash === hash) {
        answer();
    } else {
        location.hash = hash;
    }
});

/** What is asked stands in the address, so that links ask, and an answer can be sent to somebody. */
async function answer() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const what = ["lookup", "explain"].find(one => asked.has(one));
    if (what === undefined || heard.status === null) {
        return;
    }
    const subject = asked.get(what);
    byId("lookup-name").value = subject;
    chooseType((asked.get("type") || "A").toUpperCase());
    byId("lookup-title").scrollIntoView({block: "nearest"});
    let result;
    try {
        result = what === "lookup" ? await lookUp(subject, byId("lookup-type").value) : await explain(subject);
    } catch (problem) {
        const text = problem instanceof Refusal ? problem.message : "wagl does not answer";
        result = {told: text, nodes: [make("p", {class: "result bad"}, text)]};
    }
    // An answer that comes when something else is asked already, is not shown.
    if (asked.toString() === new URLSearchParams(location.hash.slice(1)).toString()) {
        tell(byId("lookup-told"), result.told);
        byId("lookup-result").replaceChildren(...result.nodes);
    }
}

/** An address may ask for any type; the list has those that are asked for often. */
function chooseType(type) {
    const list = byId("lookup-type");
    if (![...list.options].some(option => option.value === type)) {
        list.append(make("option", {}, type));
    }
    list.value = type;
}

async function lookUp(subject, type) {
    const reverse = reverseName(subject);
    const query = {name: reverse ?? absolute(subject), type: reverse === null ? type : "PTR"};
    const response = await ask(`v1/lookup?${new URLSearchParams(query)}`);
    const lines = asDig(response).map(line => make("span", {class: "line"}, line));
    const nodes = [make("pre", {class: "result", tabindex: "0", role: "region", "aria-label": "The response"}, ...lines)];
    if (response.answer.length === 0) {
        nodes.push(make("p", {class: "hint"}, make("a", {href: link("explain", subject)}, "Why is there no answer?")));
    }
    return {told: `${response.rcode}, ${plural(response.answer.length, "answer")}`, nodes};
}

/** Of an address; null of anything else. The browser knows all the ways to write one. */
function reverseName(subject) {
    if (/^\d+(\.\d+){3}$/.test(subject)) {
        return `${subject.split(".").reverse().join(".")}.in-addr.arpa.`;
    }
    const address = `http://[${subject}]`;
    if (!/^[\da-f.]*:[\da-f:.]*$/i.test(subject) || !URL.canParse(address)) {
        return null;
    }
    const groups = part => part ? part.split(":").map(group => group.padStart(4, "0")) : [];
    const [front, back] = new URL(address).hostname.slice(1, -1).split("::").map(groups);
    const zeros = Array(8 - front.length - (back?.length ?? 0)).fill("0000");
    return `${[...[...front, ...zeros, ...back ?? []].join("")].reverse().join(".")}.ip6.arpa.`;
}

/** Without a dot at its end it is a name below the zone, or one that is written out. */
function absolute(subject) {
    const zone = heard.status.domain;
    const lower = `${subject.toLowerCase()}.`;
    if (subject.endsWith(".") || zone === "." || lower === zone || lower.endsWith(`.${zone}`) || lower.endsWith(".arpa.")) {
        return subject;
    }
    return `${subject}.${zone}`;
}

function asDig(response) {
    const {question, answer, authority, additional, extendedError} = response;
    const lines = [
        `;; status: ${response.rcode}`,
        `;; flags: ${response.flags.join(" ")}`,
        `;; ANSWER: ${answer.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`
    ];
    if (extendedError) {
        const known = EXTENDED_ERRORS[extendedError.code];
        lines.push(`; EDE: ${extendedError.code}${known ? ` (${known})` : ""}${extendedError.text ? `: (${extendedError.text})` : ""}`);
    }
    lines.push("", ";; QUESTION SECTION:", `;${question.name}  IN  ${question.type}`);
    const records = [...answer, ...authority, ...additional];
    const width = field => Math.max(0, ...records.map(record => String(record[field]).length));
    const widths = {name: Math.min(width("name"), 48), ttl: width("ttl"), type: width("type")};
    for (const [title, section] of [["ANSWER", answer], ["AUTHORITY", authority], ["ADDITIONAL", additional]]) {
        if (section.length > 0) {
            lines.push("", `;; ${title} SECTION:`, ...section.map(record => `${record.name.padEnd(widths.name)}`
                + `  ${String(record.ttl).padStart(widths.ttl)}  IN  ${record.type.padEnd(widths.type)}  ${record.data}`));
        }
    }
    lines.push("", `;; ${response.transport}, ${plural(response.size, "octet")}, ${clock(new Date())}`);
    return lines;
}

async function explain(subject) {
    const explanation = await ask(`v1/explain/${encodeURIComponent(subject)}`);
    const lines = [];
    for (const reason of explanation.reasons) {
        lines.push(make("li", {}, make("span", {class: "reason"}, reason.reason), ` ${reason.about}: ${reason.text}`));
    }
    for (const service of explanation.services) {
        for (const task of service.tasks) {
            lines.push(make("li", {}, `${service.name}${task.slot ? "." + task.slot : ""} on ${task.node ?? "no node"}: ${task.state},`
                + ` ${task.answered ? "answered" : "not answered"}${task.reason ? ` (${task.reason})` : ""}`));
        }
    }
    lines.push(...engineSays(explanation.engine).map(line => make("li", {}, line)));
    const head = make("h3", {}, explanation.text);
    return {told: explanation.text, nodes: [make("div", {class: "result"}, head, make("ul", {}, ...lines))]};
}

const ENGINE_TASKS_MOST = 10;

/** Of its tasks, those that went wrong come first. */
function engineSays(engine) {
    const lines = engine?.note ? [`Docker: ${engine.note}`] : [];
    const tasks = [true, false].flatMap(wrong => (engine?.tasks ?? []).filter(task => Boolean(task.error) === wrong));
    for (const task of tasks.slice(0, ENGINE_TASKS_MOST)) {
        const how = [task.state, task.error || task.message].filter(word => word).join(", ");
        lines.push(`Docker of a task${task.slot ? " " + task.slot : ""} on ${task.node ?? "no node"}: ${how}`);
    }
    if (tasks.length > ENGINE_TASKS_MOST) {
        lines.push(`and ${plural(tasks.length - ENGINE_TASKS_MOST, "more task")}`);
    }
    return lines;
}

window.addEventListener("hashchange", answer);

// ---------------------------------------------------------------------------------------------- the responses

const WINDOW_MILLIS = 300_000;
const SVG = "http://www.w3.org/2000/svg";
const RESPONSE = /^wagl_dns_responses_total\{[^}]*rcode="(\w+)"[^}]*\} (\S+)/gm;

const codes = [
    {code: "NOERROR", style: "answered"},
    {code: "NXDOMAIN", style: "absent"},
    {code: "SERVFAIL", style: "failed"},
    {code: "others", style: "other"}
];

/** What the counters were, for as long as the plot goes back. */
let samples = [];

for (const one of codes) {
    one.area = document.createElementNS(SVG, "path");
    one.area.setAttribute("class", one.style);
    byId("plot").append(one.area);
    const swatch = document.createElementNS(SVG, "svg");
    swatch.setAttribute("viewBox", "0 0 10 10");
    swatch.setAttribute("aria-hidden", "true");
    const square = document.createElementNS(SVG, "rect");
    for (const [attribute, value] of Object.entries({width: 10, height: 10, rx: 2, class: one.style})) {
        square.setAttribute(attribute, value);
    }
    swatch.append(square);
    one.rate = make("b", {});
    byId("legend").append(make("li", {}, swatch, `${one.code} `, one.rate));
}

function counted(metrics) {
    const counts = codes.map(() => 0);
    for (const [, code, value] of metrics.matchAll(RESPONSE)) {
        const index = codes.findIndex(one => one.code === code);
        counts[index < 0 ? codes.length - 1 : index] += Number(value);
    }
    return counts;
}

function showResponses(metrics) {
    const sample = {at: performance.now(), counts: counted(metrics)};
    const last = samples.at(-1);
    if (last && sample.counts.some((value, index) => value < last.counts[index])) {
        samples = [];
    }
    samples.push(sample);
    while (samples.length > 2 && samples[1].at < sample.at - WINDOW_MILLIS) {
        samples.shift();
    }
    const rates = samples.slice(1).map((now, index) => {
        const before = samples[index];
        const seconds = (now.at - before.at) / 1000;
        return {from: before.at, to: now.at, each: now.counts.map((value, code) => (value - before.counts[code]) / seconds)};
    });
    draw(rates, sample.at);
    showRates(rates.at(-1));
}

/** Each interval is as high as its mean: a plot of steps, one code on the other. */
function draw(rates, now) {
    const sum = values => values.reduce((total, value) => total + value, 0);
    const top = round(Math.max(1, ...rates.map(rate => sum(rate.each))));
    const x = at => (300 * (1 - (now - at) / WINDOW_MILLIS)).toFixed(1);
    const y = value => (100 * (1 - value / top)).toFixed(1);
    codes.forEach((one, code) => {
        const upper = rates.flatMap(rate => [rate.from, rate.to].map(at => `${x(at)} ${y(sum(rate.each.slice(0, code + 1)))}`));
        const lower = rates.flatMap(rate => [rate.from, rate.to].map(at => `${x(at)} ${y(sum(rate.each.slice(0, code)))}`));
        one.area.setAttribute("d", upper.length === 0 ? "" : `M${[...upper, ...lower.reverse()].join("L")}Z`);
    });
    tell(byId("plot-top"), `${count.format(top)}/s`);
    tell(byId("plot-middle"), `${count.format(top / 2)}/s`);
}

/** The next of 1, 2, 5, 10, 20... */
function round(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}

function showRates(rate) {
    const text = value => value >= 10 ? count.format(Math.round(value)) : value.toFixed(1);
    const total = rate?.each.reduce((sum, value) => sum + value, 0);
    tell(byId("traffic-now"), rate ? `${text(total)} a second` : "");
    codes.forEach((one, code) => tell(one.rate, rate ? text(rate.each[code]) : ""));
    tell(byId("plot-told"), rate
        ? `Responses a second now: ${codes.map((one, code) => `${one.code} ${text(rate.each[code])}`).join(", ")}`
        : "Not measured yet");
}

// ---------------------------------------------------------------------------------------------- kept up to date

const NAMES_AT_LEAST_EVERY_MILLIS = 30_000;
const LONGEST_PAUSE_MILLIS = 1_500;

const reading = {under: false, again: false, at: 0};

/** Reads the names; one reading at a time, and less often the longer it takes. */
async function readNames() {
    reading.again = true;
    if (reading.under || document.hidden || heard.status === null) {
        return;
    }
    reading.under = true;
    while (reading.again && heard.lostAt === null) {
        reading.again = false;
        const begun = performance.now();
        // What is read may be newer than that, and then it is read once more.
        const {projections} = heard.status.sync;
        let pause = 0;
        try {
            showServices(await ask("v1/services", LARGE_PATIENCE_MILLIS));
            names.projections = projections;
            reading.at = performance.now();
        } catch (problem) {
            // A large answer is given to one at a time. What else there is, is found by who asks for the status.
            reading.again = problem instanceof Refusal && problem.retryAfter > 0;
            pause = problem.retryAfter * 1000 * (1 + Math.random());
        }
        pause ||= Math.min(Math.max(100, 10 * (performance.now() - begun)), LONGEST_PAUSE_MILLIS);
        await new Promise(passed => setTimeout(passed, pause));
    }
    reading.under = false;
}

let timer;
let polls = 0;
let polling = false;

/** Asks how wagl is. That is also how it is found out that the connection is lost, and that it is there again. */
async function poll() {
    clearTimeout(timer);
    if (polling || document.hidden) {
        return;
    }
    polling = true;
    try {
        know(await ask("v1/status"));
        if (polls++ % 2 === 0 || samples.length < 2) {
            // Where these are not to be had, the next question for the status tells why.
            await ask("q/metrics", PATIENCE_MILLIS, "text/plain").then(showResponses, () => {});
        }
    } catch (problem) {
        heard.lostAt ??= heard.at ?? new Date();
    }
    polling = false;
    showState();
    timer = setTimeout(poll, POLL_MILLIS);
}

function know(status) {
    const first = heard.status === null;
    const found = heard.lostAt !== null;
    Object.assign(heard, {status, at: new Date(), lostAt: null});
    showStatus(status);
    if (first) {
        answer();
    }
    showLeftOut();
    const due = performance.now() - reading.at > NAMES_AT_LEAST_EVERY_MILLIS;
    // States and reasons are in no zone. Another wagl may have seen as many states, of another kind.
    const other = status.sync.projections !== names.projections || status.zone && status.zone.generation !== names.generation;
    if (!status.sync.synced) {
        showEmpty(false);
    } else if (found || due || other) {
        readNames();
    }
}

let events = null;

/** The browser connects again by itself and says how far it is; only a refusal is for good, and then it is begun anew. */
function follow() {
    if (events !== null || document.hidden) {
        return;
    }
    events = new EventSource("v1/events");
    events.addEventListener("current", event => {
        const {generation} = JSON.parse(event.data);
        if (generation && generation !== names.generation) {
            readNames();
        }
    });
    events.addEventListener("zone", event => {
        showChange(JSON.parse(event.data));
        readNames();
    });
    events.addEventListener("read-anew", readNames);
    events.addEventListener("cut-off", readNames);
    events.addEventListener("error", () => {
        poll();
        if (events?.readyState === EventSource.CLOSED) {
            leave();
            setTimeout(follow, PATIENCE_MILLIS);
        }
    });
}

function leave() {
    events?.close();
    events = null;
}

// Who is not looked at asks nothing, and takes none of the few connections that a browser has to a server.
document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
        leave();
    } else {
        poll();
        readNames();
        follow();
    }
});

setInterval(showState, 1_000);
showRates();
showEmpty(false);
tell(byId("changed"), `No change since ${clock(new Date())}`);
poll();
follow();
