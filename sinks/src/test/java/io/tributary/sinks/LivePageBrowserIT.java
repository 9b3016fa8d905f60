package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees, in a real browser; skipped where none is installed. */
class LivePageBrowserIT {
    @TempDir
    private static Path profile;

    private static Browser browser;

    private final LivePage page = new LivePage("plant", "127.0.0.1", 0);

    @BeforeAll
    static void openBrowser() throws Exception {
        Optional<Path> executable = Browser.installed();
        Assumptions.assumeTrue(
                executable.isPresent(), "no Chromium is installed: the live page is not tried in a browser");
        browser = new Browser(executable.orElseThrow(), profile);
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void closePage() {
        browser.open("about:blank");
        page.close();
    }

    @Test
    void lanesFeedAndCountersFollowTheDecisions() {
        List<Decision> decisions = GeneratedDecisions.plant(6, 60, Duration.ofSeconds(10));
        page.write(decisions.subList(0, 200));
        browser.open(page.url());
        browser.await("document.querySelectorAll('.lane').length === 6");
        browser.await("document.querySelectorAll('#rows .row').length > 50");
        page.write(decisions.subList(200, decisions.size()));
        browser.await("document.getElementById('clock-time').textContent === '08:10:00'");
        browser.await("document.getElementById('flow').textContent.includes('" + decisions.size() + "')");
        browser.await("[...document.querySelectorAll('.lane canvas')].every(c => c.width > 200 && c.height > 40)");
        browser.await("document.querySelectorAll('.task').length === 2");
        assertThat(browser.evaluate("document.getElementById('state').textContent"))
                .contains("live");
        assertThat(browser.evaluate("document.title")).isEqualTo("plant – Tributary");
    }

    @Test
    void aDecisionOpensWithItsEvidenceAndClosesByKey() {
        page.write(GeneratedDecisions.plant(2, 20, Duration.ofSeconds(10)));
        browser.open(page.url());
        browser.await("document.querySelectorAll('#rows .row').length > 5");
        browser.evaluate("document.querySelector('#rows .row').click()");
        browser.await("!document.getElementById('detail').hidden");
        assertThat(browser.evaluate("document.getElementById('detail').textContent"))
                .contains("telemetry", "Weight", "Age", "anomaly-attention@1", "Closed");
        assertThat(browser.evaluate("document.activeElement.id")).isEqualTo("detail");
        browser.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))");
        browser.await("document.getElementById('detail').hidden");
        browser.evaluate("document.querySelector('.lane').dispatchEvent("
                + "new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))");
        browser.await("!document.getElementById('detail').hidden");
    }

    @Test
    void manyEntitiesWithOneDecisionEachAreAGrid() {
        page.write(GeneratedDecisions.posts(450));
        browser.open(page.url());
        browser.await("document.querySelectorAll('.tile').length === 450");
        browser.evaluate("const s = document.getElementById('search'); s.value = 'post-1000';"
                + " s.dispatchEvent(new Event('input'))");
        browser.await("document.querySelectorAll('.tile').length === 1");
    }

    @Test
    void aNameThatIsMarkupIsShownAsTextAndNeverActs() {
        String name = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
        page.write(List.of(GeneratedDecisions.of(name), GeneratedDecisions.of("pump-7")));
        browser.open(page.url());
        browser.await("document.querySelectorAll('.lane').length === 2");
        browser.evaluate("[...document.querySelectorAll('.lane')].find(l => l.textContent.includes('img')).click()");
        browser.await("document.getElementById('detail').textContent.includes('<img src=x')");
        assertThat(browser.evaluate("document.querySelectorAll('main img, main script').length"))
                .isEqualTo("0");
        assertThat(browser.evaluate("document.title")).isEqualTo("plant – Tributary");
    }

    @Test
    void pausedNothingMovesAndResumingShowsWhatCame() {
        List<Decision> decisions = GeneratedDecisions.plant(2, 40, Duration.ofSeconds(10));
        page.write(decisions.subList(0, 20));
        browser.open(page.url());
        browser.await("document.querySelectorAll('#rows .row').length === 20");
        browser.evaluate("document.getElementById('pause').click()");
        page.write(decisions.subList(20, 30));
        browser.await("document.getElementById('pause').textContent === 'Resume, 10 new'");
        assertThat(browser.evaluate("document.querySelectorAll('#rows .row').length"))
                .isEqualTo("20");
        browser.evaluate("document.getElementById('pause').click()");
        browser.await("document.querySelectorAll('#rows .row').length === 30");
    }
}
