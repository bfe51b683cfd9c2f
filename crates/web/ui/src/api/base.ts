/** Where this site begins, without the last slash: nothing on a subdomain, `/t/<slug>` in path mode. */
export const basePath = new URL(document.baseURI).pathname.replace(/\/$/, '');

/** The language of the screens now; requests ask for answers in it. */
export const spoken = { language: document.documentElement.lang.startsWith('en') ? 'en' : 'es' };
