import { type CSSVariablesResolver, createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'cyan',
  // The darkest shade: white text on it has a contrast of 5.6.
  primaryShade: { light: 9, dark: 9 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
})

/** The default colours of dimmed text and messages have less contrast than WCAG AA asks for. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-anchor': '#0b6478',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#666d74',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-anchor': '#66d9e8',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#9aa1a8',
  },
})
