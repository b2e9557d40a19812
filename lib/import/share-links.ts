function ofDrive(url: URL): URL | null {
  const id = /^\/file(?:\/u\/\d+)?\/d\/([\w-]+)/.exec(url.pathname)?.[1] ?? url.searchParams.get("id");
  if (!id) return null;
  const direct = new URL("https://drive.google.com/uc?export=download");
  direct.searchParams.set("id", id);
  const key = url.searchParams.get("resourcekey");
  if (key) direct.searchParams.set("resourcekey", key);
  return direct;
}

/** Dropbox shows a page for `dl=0` and the file for `dl=1`. */
function ofDropbox(url: URL): URL | null {
  if (!/^\/(?:s|scl\/fi)\//.test(url.pathname)) return null;
  const direct = new URL(url);
  direct.searchParams.delete("raw");
  direct.searchParams.set("dl", "1");
  return direct;
}

const SHARES: Record<string, (url: URL) => URL | null> = {
  "drive.google.com": ofDrive,
  "www.dropbox.com": ofDropbox,
  "dropbox.com": ofDropbox,
};

export function directUrl(url: URL): URL {
  return SHARES[url.hostname]?.(url) ?? url;
}
