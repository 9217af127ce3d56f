package dev.touchline.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The installed Chromium, restricted to the loopback interface. Not thread-safe. */
public final class Browser implements AutoCloseable {

    /** A desktop screen. */
    public static final Screen DESKTOP = new Screen(1280, 860, ColorScheme.LIGHT);
    /** The narrowest phone that the page supports. */
    public static final Screen PHONE = new Screen(360, 740, ColorScheme.LIGHT);

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");
    private static final List<String> OFF_THE_NETWORK = List.of(
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-domain-reliability",
            "--disable-sync",
            "--no-first-run",
            "--no-pings",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<BrowserContext> profiles = new ArrayList<>();

    /** A viewport and a colour scheme. */
    public record Screen(int width, int height, ColorScheme colours) {
        /** The same viewport in the dark colour scheme. */
        public Screen dark() {
            return new Screen(width, height, ColorScheme.DARK);
        }
    }

    private Browser(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        List<String> arguments = new ArrayList<>(OFF_THE_NETWORK);
        if ("root".equals(System.getProperty("user.name"))) {
            arguments.add("--no-sandbox");
        }
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(arguments));
    }

    /** Starts the browser; skips the test if none is installed. */
    public static Browser start() {
        Optional<Path> executable = NAMES.stream()
                .flatMap(name -> Prerequisite.onPath(name).stream())
                .findFirst();
        Prerequisite.skipUnless(executable.isPresent(), "no browser: have one of " + NAMES + " on the PATH");
        return new Browser(executable.get());
    }

    /** A tab in a new context, without storage or cookies, with these permissions granted. */
    public Page newPage(Screen screen, String... permissions) {
        BrowserContext profile = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(screen.width(), screen.height())
                .setColorScheme(screen.colours())
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin")
                .setPermissions(List.of(permissions)));
        profiles.add(profile);
        Page page = profile.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        page.onDialog(dialog -> {
            errors.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        return page;
    }

    /** The accessibility violations that axe finds on the page. */
    public static List<String> accessibilityViolations(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .map(Browser::describe)
                        .toList();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    /**
     * Returns and clears the errors and warnings since the last call: script errors, violations of the content security
     * policy, dialogs.
     */
    public List<String> errors() {
        List<String> all = List.copyOf(errors);
        errors.clear();
        return all;
    }

    /** Closes all contexts and clears the errors. */
    public void clear() {
        profiles.forEach(BrowserContext::close);
        profiles.clear();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
