// Search over the words of every page. All words typed must be found: as they are, as a beginning, or almost so.
// The words are loaded at the first use, from beside this page; nothing leaves the computer.
(() => {
  "use strict";
  const here = document.currentScript, up = here.dataset.up;
  const form = document.querySelector("form.search"), box = document.getElementById("words");
  const found = document.getElementById("found"), told = document.getElementById("told");
  const list = found.querySelector("ul"), MOST = 30;
  let loading = null, pages = [], known = [];

  const load = () => loading ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${up}search-data.js`;
    script.onload = () => {
      pages = window.handbook.pages.map(([kind, id, title, words, more]) =>
        ({ kind, id, title, words: words.split(" "), more: more.split(" ") }));
      known = [...new Set(pages.filter((p) => p.kind !== "sources").flatMap((p) => [...p.words, ...p.more]))].sort();
      done();
    };
    script.onerror = failed;
    document.head.append(script);
  });

  // Letters to change, add or leave out to come from one word to the other.
  const distance = (a, b) => {
    let row = Array.from({ length: b.length + 1 }, (_, n) => n);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[b.length];
  };

  const spelt = (word) => {
    if (word.length < 4 || known.some((other) => other.startsWith(word))) return word;
    const most = word.length < 7 ? 1 : 2;
    let best = word, least = most + 1;
    for (const other of known) {
      if (Math.abs(other.length - word.length) > most) continue;
      const far = distance(word, other);
      if (far < least) [best, least] = [other, far];
    }
    return best;
  };

  const score = (word, page) => {
    const begins = (other) => word.length > 2 && other.startsWith(word);
    if (page.words.includes(word)) return 3;
    if (page.words.some(begins)) return 2;
    if (page.more.includes(word)) return 1;
    return page.more.some(begins) ? 0.5 : 0;
  };

  const search = (typed) => {
    const words = (typed.toLowerCase().match(/[a-z0-9]+/g) || []).slice(0, 8).map(spelt);
    const hits = [];
    for (const page of words.length ? pages : []) {
      const scores = words.map((word) => score(word, page));
      if (scores.every(Boolean)) {
        const total = scores.reduce((a, b) => a + b) * 10 + window.handbook.weight[page.kind] - page.words.length / 10;
        hits.push([total, page]);
      }
    }
    hits.sort((a, b) => b[0] - a[0] || (a[1].id < b[1].id ? -1 : 1));
    return hits.map((hit) => hit[1]);
  };

  const show = async () => {
    const typed = box.value.trim();
    if (!typed) { found.hidden = true; list.replaceChildren(); return; }
    await load();
    if (typed !== box.value.trim()) return;
    const hits = search(typed);
    told.textContent = hits.length ? `${hits.length} page${hits.length === 1 ? "" : "s"}` + (hits.length > MOST ? `, the first ${MOST} shown` : "")
      : "Nothing found. Try fewer words, or A to Z.";
    list.replaceChildren(...hits.slice(0, MOST).map((page) => {
      const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
      link.href = `${up}${page.kind}/${page.id}.html`;
      link.textContent = page.title;
      kind.className = "kind";
      kind.textContent = window.handbook.kinds[page.kind];
      item.append(link, " ", kind);
      return item;
    }));
    found.hidden = false;
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); list.querySelector("a")?.click(); });
  box.addEventListener("focus", () => load().catch(() => {}), { once: true });
  box.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); box.focus(); }
    if (event.key === "Escape" && !found.hidden) { box.value = ""; show(); box.focus(); }
  });
})();
