package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.UnclaimedPort;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, without a window and with no way out of this machine: what it shows, what it asks for, what its console says. */
public final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** It warns of each Chromium that is younger than itself. Held, since a logger that nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            // As root it has no sandbox, and the pages are our own.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--no-proxy-server",
            "--window-size=1280,800");

    private static final Duration START = Duration.ofMinutes(1);

    private final ChromeDriverService service;
    private final List<ProcessHandle> processes;
    private final ChromeDriver driver;
    private final List<String> requested = new ArrayList<>();

    private Browser(List<String> hosts) {
        service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingPort(UnclaimedPort.next())
                .withTimeout(START)
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options(hosts));
        processes = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"))
                .toList();
    }

    public static Browser start() {
        return new Browser(List.of("127.0.0.1", "localhost"));
    }

    /** One that reaches this machine of the tests and nothing else. */
    static Browser start(Machine machine) {
        return new Browser(List.of(machine.address()));
    }

    private static ChromeOptions options(List<String> hosts) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(ARGUMENTS);
        options.addArguments("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE " + String.join(", EXCLUDE ", hosts));
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return options;
    }

    // ------------------------------------------------------------------------------------------ what it does

    public void open(String url) {
        driver.get(url);
    }

    /** What is drawn anew before the click is looked for again. */
    public void click(String css) {
        await().ignoreException(StaleElementReferenceException.class).until(() -> {
            driver.findElement(By.cssSelector(css)).click();
            return true;
        });
    }

    /** Puts a text into a field, in the place of what is there. */
    public void type(String css, String text) {
        var field = driver.findElement(By.cssSelector(css));
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys, wherever the focus is. */
    public void press(Keys... keys) {
        for (Keys key : keys) {
            new Actions(driver).sendKeys(key).perform();
        }
    }

    /** The body of a function, and what it returns. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    // ------------------------------------------------------------------------------------------ what it shows

    /** The text of all elements, as it is seen. */
    public List<String> texts(String css) {
        List<String> texts = new ArrayList<>();
        Object found =
                run("return [...document.querySelectorAll(arguments[0])].map(element => element.innerText)", css);
        ((List<?>) found).forEach(text -> texts.add((String) text));
        return texts;
    }

    /** The text of the elements together; empty where there is none. */
    public String text(String css) {
        return String.join("\n", texts(css));
    }

    /** What the console has said since it was asked last. */
    public List<String> console() {
        return logs(LogType.BROWSER).stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Every address it has asked anything of. */
    public List<String> requested() {
        for (LogEntry entry : logs(LogType.PERFORMANCE)) {
            JsonNode message = json(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                requested.add(message.at("/params/request/url").asText());
            }
        }
        return List.copyOf(requested);
    }

    private List<LogEntry> logs(String type) {
        return driver.manage().logs().get(type).getAll();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Shows the page as it would be on another device. */
    public void device(int width, int height, String colorScheme) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
    }

    private void cdp(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    /** Nothing of it is left, also where it does not end by itself. */
    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            service.stop();
            processes.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
