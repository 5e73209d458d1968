import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assetFor } from '../../../../src/main/window/asset-path.ts'

const root = resolve('/app/out/renderer')

describe('the window’s own protocol', () => {
  it('serves the document at the root and by name', () => {
    const document = { path: join(root, 'index.html'), mediaType: 'text/html; charset=utf-8' }
    expect(assetFor(root, 'app://tlscope/')).toEqual(document)
    expect(assetFor(root, 'app://tlscope/index.html')).toEqual(document)
  })

  it('serves scripts and styles below the root, without query or fragment', () => {
    expect(assetFor(root, 'app://tlscope/assets/index-1a2b.js?x=1#y')).toEqual({
      path: join(root, 'assets', 'index-1a2b.js'),
      mediaType: 'text/javascript; charset=utf-8',
    })
  })

  it.each([
    'app://tlscope/../main/index.js',
    'app://tlscope/%2e%2e/main/index.js',
    'app://tlscope/%2e%2e%2fmain%2findex.js',
    'app://tlscope/assets/..%2f..%2f..%2fmain/index.js',
    'app://tlscope/..%5c..%5cmain%5cindex.js',
    'app://tlscope/%5cserver%5cshare%5cx.js',
    'app://tlscope//etc/passwd',
    'app://tlscope/c:/windows/x.js',
    'app://tlscope/index.html%00.js',
    'app://tlscope/%zz.js',
  ])('never leaves the folder: %s', (url) => {
    const asset = assetFor(root, url)
    expect(asset === null || asset.path.startsWith(join(root, '/'))).toBe(true)
  })

  it.each([
    'app://other/index.html',
    'file:///app/out/renderer/index.html',
    'https://tlscope/index.html',
    'nonsense',
  ])('refuses another origin: %s', (url) => expect(assetFor(root, url)).toBeNull())

  it('refuses kinds of file the window never loads', () => {
    expect(assetFor(root, 'app://tlscope/capture.pcapng')).toBeNull()
    expect(assetFor(root, 'app://tlscope/assets')).toBeNull()
  })
})
