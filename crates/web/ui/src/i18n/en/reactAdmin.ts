import english from 'ra-language-english';

/** What react-admin says by itself. */
export const reactAdmin = english;
