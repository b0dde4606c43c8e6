import { describe, expect, it } from 'vitest'
import { completeRequest } from '../src/complete-request.ts'
import { fillTemplate } from '../src/fill-template.ts'
import { nameProblem, withName } from '../src/names.ts'
import { readRequest } from '../src/read-request.ts'

describe('the command line', () => {
  it('says all of an integration', async () => {
    const request = readRequest([
      'integration',
      'my-band',
      '--auth',
      'apiKey',
      '--files',
      '--delivers',
      'event',
    ])
    expect(await completeRequest(request, false)).toEqual({
      name: 'my-band',
      auth: 'apiKey',
      files: true,
      delivers: 'event',
    })
  })

  it('has files for an integration without an account, and none otherwise', async () => {
    const asked = (auth: string) =>
      completeRequest(readRequest(['integration', 'a', '--auth', auth, '--delivers', 'daily']), false)
    expect(await asked('none')).toMatchObject({ files: true })
    expect(await asked('oauth2')).toMatchObject({ files: false })
  })

  it.each([
    [['plugin', 'a'], /no template "plugin"/],
    [['integration', 'My Band'], /is not a name/],
    [['integration', 'my', 'band'], /A name has no spaces/],
    [['integration', 'a', '--auth', 'magic'], /--auth is "magic": use one of oauth2, apiKey/],
    [['integration', 'a', '--delivers', 'tables'], /--delivers is "tables": use one of media/],
    [['integration', 'a', '--fast'], /--fast/],
  ])('%j is refused with what to do', (args, message) => {
    expect(() => readRequest(args)).toThrow(message)
    expect(() => readRequest(args)).toThrow(/npm run new/)
  })

  it('names what is missing where there is no terminal to ask at', async () => {
    await expect(completeRequest(readRequest(['integration', 'a']), false)).rejects.toThrow(
      /Missing: --auth, --delivers/,
    )
  })
})

describe('a name', () => {
  it.each(['my-band', 'a', 'mp3-2'])('may be %s', (name) => {
    expect(nameProblem(name)).toBeUndefined()
  })

  it.each(['My-band', 'my--band', '-a', '3a', 'a_b', '', 'admin', 'a'.repeat(41)])(
    'may not be "%s"',
    (name) => {
      expect(nameProblem(name)).toMatch(/./)
    },
  )

  it('is written in each spelling of the template', () => {
    const template = 'example-service exampleService ExampleService EXAMPLE_SERVICE Example Service'
    expect(withName(template, 'my-band')).toBe('my-band myBand MyBand MY_BAND My Band')
    expect(withName(template, 'oura')).toBe('oura oura Oura OURA Oura')
  })
})

describe('a template', () => {
  const template =
    'a\n  // <files>\n  b\n  // </files>\n{ /* <files> */ c, /* </files> */ d }\n<!-- <media> -->\ne\n<!-- </media> -->\n'

  it('keeps the wanted blocks without their marks', () => {
    expect(fillTemplate(template, new Set(['files']))).toBe('a\n  b\n{ c, d }\n')
    expect(fillTemplate(template, new Set(['media']))).toBe('a\n{  d }\ne\n')
  })

  it('is refused where a block has no end, or another one ends', () => {
    expect(() => fillTemplate('// <files>\na\n', new Set())).toThrow(/"files" has no end/)
    expect(() => fillTemplate('// <files>\n// </media>\n', new Set())).toThrow(/another one is open/)
  })
})
