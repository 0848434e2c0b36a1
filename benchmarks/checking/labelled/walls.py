"""Pages behind a refusal, a challenge or a sign-in: restricted, whatever the status. A person must look."""

from benchmarks.checking.labelled.cases import Case, Route, answer, page, redirect

STATUSES = (400, 401, 402, 403, 405, 406, 407, 409, 412, 418, 423, 425, 429, 431, 451, 498, 999)
PASSWORD = "<form><input name=user><input type=password name=word></form>"

RESTRICTED: dict[str, Route] = {
    "429-come-back-in-an-hour": answer(429, b"slow down", retry_after="3600"),
    "429-come-back-tomorrow": answer(429, retry_after="Thu, 26 Nov 2126 09:00:00 GMT"),
    "cloudflare-header": page("Just a moment...", status=403, cf_mitigated="challenge"),
    "cloudflare-503": page("Just a moment...", "", "<p>Checking your browser before you go on.</p>", status=503),
    "cloudflare-block": page("Attention Required! | Cloudflare", "Sorry, you have been blocked", "", status=403),
    "cloudflare-404": page("Just a moment...", "", "<p>Enable JavaScript and cookies to continue</p>", status=404),
    "cloudflare-german": page("Nur einen Moment…", "", "", status=403),
    "aws-waf-202": answer(202, x_amzn_waf_action="challenge"),
    "aws-waf-405": page("Human Verification", "", "<script>window.awsWafCookieDomainList=[]</script>", status=405),
    "accepted-with-nothing": answer(202),
    "incapsula": page("", "", '<iframe src="/_Incapsula_Resource?x=1">Incapsula incident ID: 1</iframe>'),
    "perimeterx": page("Access to this page has been denied", "", "<div id=px-captcha></div>", status=403),
    "perimeterx-200": page("Access to this page has been denied.", "", "<div id=px-captcha></div>"),
    "datadome": answer(403, b"<html><script src=https://ct.captcha-delivery.com/c.js></script></html>"),
    "datadome-200": answer(200, b"<html><title>journal.example.org</title>"
                                b"<script src=https://ct.captcha-delivery.com/c.js></script></html>"),
    "akamai": page("Access Denied", "Access Denied", "You don't have permission to access this page.", status=403),
    "akamai-200": page("Access Denied", "Access Denied", "<p>You don't have permission to access this page.</p>"),
    "akamai-sec": answer(200, b"<html><div id=sec-if-cpt-container></div><script src=/x></script></html>"),
    "f5": page("Request Rejected", "", "<p>The requested URL was rejected. Your support ID is: 1</p>"),
    "radware": page("Radware Bot Manager Captcha", "", "<p>Please solve it.</p>"),
    "sucuri": answer(403, b"<title>Access Denied - Sucuri Website Firewall</title>", x_sucuri_block="1"),
    "anubis": page("Making sure you're not a bot!", "", "<p>Please wait a moment.</p>"),
    "vercel": page("Vercel Security Checkpoint", "", "", status=429),
    "robot-question": page("Are you a robot?", "Are you a robot?", "<p>Tick the box.</p>"),
    "unusual-traffic": page("Sorry...", "", "<p>Our systems have detected unusual traffic from your network.</p>"),
    "interruption": page("Pardon Our Interruption", "", "<p>As you were browsing something made us think...</p>"),
    "forbidden-200": page("403 Forbidden", "Forbidden", ""),
    "cookies-needed": page("Cookies required", "", "<p>Please enable cookies in your browser to continue.</p>"),
    "cookie-absent": redirect("/action/cookieAbsent"),
    "to-sign-in": redirect("/login?next=%2Fguideline"),
    "sign-in-moved": redirect("/user/login?destination=node/5", 301),
    "sign-in-shibboleth": redirect("/Shibboleth.sso/Login?target=x"),
    "sign-in-idp": redirect("/idp/profile/SAML2/Redirect/SSO"),
    "sign-in-page": page("Log in | Journal of Examples", "", PASSWORD),
    "sign-in-heading": page("Journal of Examples", "Sign in to read on", PASSWORD),
    "sign-in-refresh": page("", "", '<meta http-equiv=refresh content="0; url=/login">'),
    "paywall-redirect": redirect("/paywall?article=5"),
    "subscribe": page("Subscribe to continue reading | Journal of Examples", "", "<p>From 1 a week.</p>"),
}  # fmt: skip
BESIDE: dict[str, Route] = {
    "/action/cookieAbsent": page("Cookies disabled", "", "<p>Your browser does not take cookies.</p>"),
    "/login?next=%2Fguideline": page("Welcome", "Welcome", PASSWORD),
    "/login": page("Welcome", "Welcome", PASSWORD),
    "/user/login?destination=node/5": page("Welcome", "Welcome", PASSWORD),
    "/Shibboleth.sso/Login?target=x": answer(404),
    "/idp/profile/SAML2/Redirect/SSO": page("Example University"),
    "/paywall?article=5": page("Read on with a subscription", "Read on", "<p>From 1 a week.</p>"),
}

WALLS = (
    *(Case(name=f"status-{status}", label="restricted", route=answer(status)) for status in STATUSES),
    *(Case(name=name, label="restricted", route=route) for name, route in RESTRICTED.items()),
    Case(name="front-page-of-walls", label="available", route=page(), routes=BESIDE),
)
