/** The nonce of this response's policy: the only inline styles that the browser takes are those that have it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="nonce"]')?.content ?? ''
}

/** The scroll lock of dialogs reads it here. */
export function provideNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
}
