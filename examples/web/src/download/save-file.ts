const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
  'application/postscript': 'eps',
};

/** A name for an image's file, by what it is; the server's own name is hidden from pages of other sites. */
export const fileNameFor = (assetId: string, mediaType: string): string =>
  `getty-${assetId}.${endings[mediaType.split(';')[0]?.trim() ?? ''] ?? 'jpg'}`;

/** Hands a file to the browser to be saved. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  click({ href: url, download: name });
  // The browser takes hold of it in its own time; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Opens a file's link beside this page; the browser saves it if its server says so. */
export const openLink = (url: string): void => click({ href: url, target: '_blank', rel: 'noreferrer' });

function click(attributes: Partial<Pick<HTMLAnchorElement, 'href' | 'download' | 'target' | 'rel'>>): void {
  Object.assign(document.createElement('a'), attributes).click();
}
