// What lets style elements of this page through its content security policy: fresh at each load.

export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// Read by the part of Mantine that keeps the page from scrolling behind a dialog.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
