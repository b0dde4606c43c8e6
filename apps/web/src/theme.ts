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
  components: {
    // The page has one banner; the `header` of a dialog would be another.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    ModalTitle: { defaultProps: { fw: 600, fz: 'lg' } },
  },
})

const FILLED_HOVER = '#095c6b'

/** The default colours of dimmed text, messages and buttons under the pointer have less contrast than WCAG AA asks for. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-cyan-filled-hover': FILLED_HOVER,
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-anchor': '#0b6478',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#666d74',
    '--mantine-color-yellow-outline': '#8a5300',
  },
  dark: {
    '--mantine-color-cyan-filled-hover': FILLED_HOVER,
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-anchor': '#66d9e8',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#9aa1a8',
  },
})
