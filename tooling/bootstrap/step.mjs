const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MILLISECONDS = 120
/** Where nothing can move, such as a log of continuous integration, a line says so often that work goes on. */
const LINE_MILLISECONDS = 15_000

/**
 * Shows one step of the set-up on standard error while it runs: a line that moves at a terminal, plain lines elsewhere.
 *
 * @param title what is done: `Installing packages`
 * @param work called with a function that shows how far it is: `(text) => void`
 */
export async function step(title, work) {
  const begun = performance.now()
  const seconds = () => `${Math.round((performance.now() - begun) / 1000)} s`
  const { stderr } = process
  let detail = ''
  let frame = 0
  const line = () => `${title}${detail === '' ? '' : `: ${detail}`} (${seconds()})`
  const draw = () => {
    if (!stderr.isTTY) return void stderr.write(`${line()}\n`)
    const text = `${FRAMES[frame++ % FRAMES.length]} ${line()}`
    stderr.write(`\r\u001B[K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
  }
  draw()
  const timer = setInterval(draw, stderr.isTTY ? FRAME_MILLISECONDS : LINE_MILLISECONDS)
  const end = (sign, words) => {
    clearInterval(timer)
    stderr.write(`${stderr.isTTY ? '\r\u001B[K' : ''}${sign} ${title}: ${words} (${seconds()})\n`)
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
