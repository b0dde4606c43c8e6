const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MILLISECONDS = 120
/** Without a terminal, as in the logs of continuous integration, a line at this interval shows that work continues. */
const LINE_MILLISECONDS = 15_000

/**
 * Shows one step of the set-up while it runs: an updated line at a terminal, plain lines elsewhere.
 *
 * @param title with its number: `2 of 4: Installing packages`
 * @param work called with a function that shows the progress: `(text) => void`
 * @param stream where it is shown
 */
export async function step(title, work, stream = process.stderr) {
  const begun = performance.now()
  const seconds = () => `${Math.round((performance.now() - begun) / 1000)} s`
  let detail = ''
  let frame = 0
  const draw = () => {
    const line = `${title}${detail === '' ? '' : `: ${detail}`} (${seconds()})`
    if (!stream.isTTY) return void stream.write(`  ${line}\n`)
    const text = `${FRAMES[frame++ % FRAMES.length]} ${line}`
    // A terminal of unknown size reports 0 columns.
    stream.write(`\r\u001B[K${text.slice(0, (stream.columns || 80) - 1)}`)
  }
  draw()
  const timer = setInterval(draw, stream.isTTY ? FRAME_MILLISECONDS : LINE_MILLISECONDS)
  const end = (sign, words) => {
    clearInterval(timer)
    stream.write(`${stream.isTTY ? '\r\u001B[K' : ''}${sign} ${title}: ${words} (${seconds()})\n`)
  }
  try {
    const result = await work((text) => {
      detail = text
    })
    end('✓', detail === '' ? 'done' : detail)
    return result
  } catch (error) {
    end('✗', 'failed')
    throw error
  }
}
