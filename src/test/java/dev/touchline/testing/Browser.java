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

/** The Chromium that is installed, kept off every network but this machine's own. Used by one thread. */
public final class Browser implements AutoCloseable {

    /** A screen on a desk. */
    public static final Screen DESKTOP = new Screen(1280, 860, ColorScheme.LIGHT);
    /** The narrowest phone that the page is made for. */
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

    /** What someone looks at the page with. */
    public record Screen(int width, int height, ColorScheme colours) {
        /** The same in the dark. */
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

    /** Starts it; skips the test where there is none. */
    public static Browser start() {
        Optional<Path> executable = NAMES.stream()
                .flatMap(name -> Prerequisite.onPath(name).stream())
                .findFirst();
        Prerequisite.skipUnless(executable.isPresent(), "no browser: have one of " + NAMES + " on the PATH");
        return new Browser(executable.get());
    }

    /** A tab of someone who has never been here, with what they allow. */
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

    /** What a scan finds that keeps people from using the page. */
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

    /** Errors and warnings of the pages since the last call: of scripts, of the content security policy, dialogs. */
    public List<String> errors() {
        List<String> all = List.copyOf(errors);
        errors.clear();
        return all;
    }

    /** Closes what is open and forgets everything. */
    public void clear() {
        profiles.forEach(BrowserContext::close);
        profiles.clear();
    }

    /** Ends it. */
    @Override
    public void close() {
        playwright.close();
    }
}
