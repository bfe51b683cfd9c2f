/** What the API asks of a new password and a browser can tell while it is typed. How easy it is to guess, the API says. */
export interface Rules {
  length: boolean;
  notLong: boolean;
  notEmail: boolean;
}

/** Fewest characters. */
const LEAST = 10;
/** Most bytes. */
const MOST = 72;

export function passwordRules(password: string, email: string | null = null): Rules {
  return {
    length: [...password].length >= LEAST && password.trim() !== '',
    notLong: new TextEncoder().encode(password).length <= MOST,
    notEmail: email === null || password.trim().toLowerCase() !== email.trim().toLowerCase(),
  };
}
