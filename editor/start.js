// Starts the query editor with what the page tells of the server: endpoint, prefixes, queries.
// Nothing of it calls another host, and nothing is kept in the browser.
"use strict";
(() => {
  const root = document.getElementById("yasgui");
  const setup = JSON.parse(document.getElementById("setup").textContent);
  // Absolute: GET needs it.
  const endpoint = new URL(setup.endpoint, location.href).href;

  // The terms of our prefixes are offered; the editor's own completers ask other hosts.
  const declarations = Object.entries(setup.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", {
    name: "known-prefixes",
    persistenceId: null,
    get: () => declarations.sort(),
  });
  // Set here, since a list in the configuration is merged into this one place by place.
  Yasqe.defaults.autocompleters = ["known-prefixes", "variables"];

  const height = "22rem";
  const yasgui = new Yasgui(root, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
    persistenceId: null,
    // A shared link brings a query; the endpoint is ours whatever it says.
    populateFromUrl: (config) => {
      config.requestConfig = { ...config.requestConfig, endpoint, headers: {}, args: [] };
      return config;
    },
    autoAddOnInit: false,
    copyEndpointOnNewTab: true,
    tabName: setup.words.tab,
    yasqe: { value: setup.first, editorHeight: height },
    yasr: { prefixes: setup.prefixes, pluginOrder: ["table", "response"], defaultPlugin: "table" },
  });

  const open = (query, active) =>
    yasgui.addTab(active, {
      name: /^q\d+/.exec(query.name)?.[0] ?? query.name,
      yasqe: { value: query.text, editorHeight: height },
      requestConfig: { endpoint },
    });
  const shared = yasgui.persistentConfig.getTabs().length > 0;
  const chosen = setup.queries.find((query) => query.name === setup.chosen);
  const begin = chosen ? [chosen] : [{ name: setup.words.first, text: setup.first }, ...setup.queries.slice(0, 3)];
  begin.forEach((query, at) => open(query, !shared && at === 0));

  // Any other query of the page, in a tab of its own.
  const choice = document.getElementById("choice");
  choice.closest("p").hidden = false;
  if (chosen) choice.value = chosen.name;
  document.getElementById("open").addEventListener("click", () => {
    const query = setup.queries.find((it) => it.name === choice.value);
    if (query) open(query, true);
  });

  // The library speaks English. Its words on a page in another language: whole texts, and texts
  // with numbers in them. What is not here stays, and is marked as English.
  const sayings = Object.entries(setup.words.sayings).map(([english, ours]) => {
    const literal = english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("#", "([\\d.,]+)").replaceAll("@", "(.*)");
    return [new RegExp(`^${literal}$`), ours];
  });
  const said = (text) => {
    const trimmed = text.trim();
    for (const [english, ours] of trimmed ? sayings : []) {
      const found = english.exec(trimmed);
      if (!found) continue;
      let at = 0;
      const words = ours.replace(/[#@]/g, (mark) => {
        const value = found[(at += 1)];
        return mark === "#" && setup.words.comma ? value.replace(/^(\d+)\.(\d+)$/, "$1,$2") : value;
      });
      return text.replace(trimmed, () => words);
    }
    return text;
  };
  // Neither a query nor a result is words of the library.
  const theirs = ".CodeMirror, td, .errorResult, input[type=text], script, style, .dt-column-title";
  const translate = (top) => {
    const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.closest(theirs)) continue;
      const ours = said(text.data);
      if (ours !== text.data) text.data = ours;
    }
    for (const name of ["title", "aria-label", "placeholder"]) {
      for (const element of top.querySelectorAll(`[${name}]`)) {
        const old = element.getAttribute(name);
        const ours = said(old);
        if (ours !== old) element.setAttribute(name, ours);
      }
    }
  };

  // What a reader of the screen misses in the editor; done again whenever it draws.
  const label = (selector, text) => {
    for (const element of root.querySelectorAll(`${selector}:not([aria-label])`)) {
      element.setAttribute("aria-label", text);
    }
  };
  const mend = () => {
    // The list of tabs holds a button beside the tabs, and points to panels that are not drawn.
    for (const list of root.querySelectorAll(".tabsList[role]")) list.removeAttribute("role");
    for (const tab of root.querySelectorAll(".tabsList :is([role=tab], [aria-selected])")) {
      if (tab.getAttribute("aria-selected") === "true") tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
      for (const name of ["role", "aria-controls", "aria-selected"]) tab.removeAttribute(name);
    }
    for (const panel of root.querySelectorAll("[role=tabpanel]")) panel.removeAttribute("role");
    // A list holds nothing but its items.
    for (const rule of document.querySelectorAll(".context-menu-list > hr")) {
      rule.nextElementSibling?.classList.add("apart");
      rule.remove();
    }
    // What scrolls is reached by the keyboard.
    for (const part of root.querySelectorAll(".errorResult pre, .CodeMirror-scroll")) {
      if (part.tabIndex !== 0) part.tabIndex = 0;
    }
    label(".CodeMirror textarea", setup.words.query);
    label(".tableSizer", setup.words.rows);
    label(".tableFilter", setup.words.filter);
    if (sayings.length > 0) {
      for (const top of [root, ...document.querySelectorAll(".context-menu")]) translate(top);
      for (const english of root.querySelectorAll(".errorResult, .yasr_fallback_info, .notification")) english.lang = "en";
    }
  };
  const watched = {
    childList: true,
    subtree: true,
    characterData: true,
    attributeFilter: ["aria-selected", "aria-label", "title", "placeholder"],
  };
  const observer = new MutationObserver(mend);
  observer.observe(root, watched);
  // Menus of tabs lie outside.
  for (const menu of document.querySelectorAll(".context-menu")) observer.observe(menu, watched);
  mend();

  document.getElementById("plain").hidden = true;
  root.dataset.ready = "";
})();
