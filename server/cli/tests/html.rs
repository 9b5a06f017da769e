//! What tests reach, as a page: a tree map of the modules, and below it the names. One file without scripts, fonts or
//! anything from elsewhere.

use std::fmt::Write as _;

use super::{Module, Report};
use crate::judge::Tier;

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 640.0;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1200px;padding:0 1rem;\
color:#1c1c1c;background:#fff}svg{width:100%;height:auto}text{font:12px system-ui,sans-serif;fill:#111}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd}\
td.n{text-align:right}code{font-size:.92em}.none{background:#e8a48c}.implicit{background:#f2d58a}.direct{background:#a9d3a2}\
.key span{padding:.1rem .5rem;margin-right:.6rem}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}\
td,th{border-color:#444}.key span{color:#111}}";

/// A rectangle of the map.
#[derive(Clone, Copy, Debug)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

pub(crate) fn render(report: &Report) -> String {
    let mut modules: Vec<&Module> = report.modules.iter().collect();
    modules.sort_by_key(|module| (std::cmp::Reverse(module.weight()), &module.path));
    let mut page = String::from("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
    let _ = write!(page, "<title>What tests reach</title><style>{STYLE}</style><h1>What tests reach</h1>");
    page.push_str(
        "<p class=\"key\"><span class=\"direct\">reached</span><span class=\"implicit\">reached implicitly</span>\
         <span class=\"none\">not reached</span> An area is as large as the statements in it.</p>",
    );
    let _ = write!(
        page,
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Tree map of modules\">"
    );
    let whole = Area { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT };
    let weights: Vec<f64> = modules.iter().map(|module| module.weight() as f64).collect();
    for (module, area) in modules.iter().zip(split(&weights, whole)) {
        draw(&mut page, module, area);
    }
    page.push_str("</svg><h2>Modules</h2><table><tr><th>module<th>reached<th>implicitly<th>not reached<th>functions that no test reaches</tr>");
    for module in &modules {
        let missing = module.functions.iter().filter(|function| function.standing.tier == Tier::None);
        let names: Vec<String> = missing
            .map(|function| {
                format!("<code>{}</code>&nbsp;{}", escaped(&function.standing.path), function.line)
            })
            .collect();
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}<td>{}</tr>",
            escaped(&module.path),
            module.count(Tier::Direct),
            module.count(Tier::Implicit),
            module.count(Tier::None),
            names.join(", "),
        );
    }
    page.push_str("</table>");
    if !report.hollow.is_empty() {
        page.push_str("<h2>Tests that would not notice a fault</h2><table><tr><th>test<th>what is there<th>question</tr>");
    }
    for hollow in &report.hollow {
        let _ = write!(
            page,
            "<tr><td><code>{}:{}</code><td>{}<td>{}</tr>",
            escaped(&hollow.path),
            hollow.line,
            escaped(&hollow.finding.message),
            escaped(&hollow.finding.question),
        );
    }
    if !report.hollow.is_empty() {
        page.push_str("</table>");
    }
    page.push_str("</html>\n");
    page
}

/// One module: a stripe for each tier, side by side, and its name if it fits.
fn draw(page: &mut String, module: &Module, area: Area) {
    let tiers = [(Tier::None, "#e8a48c"), (Tier::Implicit, "#f2d58a"), (Tier::Direct, "#a9d3a2")];
    let weights = tiers.map(|(tier, _)| module.weight_of(tier) as f64);
    let counts = tiers.map(|(tier, _)| module.count(tier));
    let _ = write!(
        page,
        "<g><title>{}: {} reached, {} implicitly, {} not</title>",
        escaped(&module.path),
        counts[2],
        counts[1],
        counts[0]
    );
    let sum = weights.iter().sum::<f64>().max(1.0);
    let mut x = area.x;
    for ((_, colour), weight) in tiers.iter().zip(weights) {
        let width = area.width * weight / sum;
        let _ = write!(
            page,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>",
            area.y, area.height
        );
        x += width;
    }
    let _ = write!(
        page,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" stroke=\"#fff\"/>",
        area.x, area.y, area.width, area.height
    );
    let name = module.path.rsplit('/').next().unwrap_or(&module.path);
    if area.height > 18.0 && area.width > 8.0 * name.chars().count() as f64 {
        let _ = write!(
            page,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            area.x + 4.0,
            area.y + 15.0,
            escaped(name)
        );
    }
    page.push_str("</g>");
}

/// Cuts the area into parts of these weights: always the heavier half from the lighter, along the longer side.
fn split(weights: &[f64], area: Area) -> Vec<Area> {
    let mut found = vec![area; weights.len()];
    let mut open = vec![(0..weights.len(), area)];
    while let Some((range, area)) = open.pop() {
        if range.len() <= 1 {
            found[range].fill(area);
            continue;
        }
        let sum: f64 = weights[range.clone()].iter().sum();
        let (mut middle, mut part) = (range.start + 1, weights[range.start]);
        while middle + 1 < range.end && part + weights[middle] / 2.0 < sum / 2.0 {
            part += weights[middle];
            middle += 1;
        }
        let share = if sum > 0.0 { part / sum } else { 0.5 };
        let (mut first, mut second) = (area, area);
        if area.width >= area.height {
            first.width *= share;
            second.x += first.width;
            second.width -= first.width;
        } else {
            first.height *= share;
            second.y += first.height;
            second.height -= first.height;
        }
        open.push((range.start..middle, first));
        open.push((middle..range.end, second));
    }
    found
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_as_large_as_their_weights_and_fill_the_map() {
        let weights = [8.0, 4.0, 2.0, 1.0, 1.0];
        let areas = split(&weights, Area { x: 0.0, y: 0.0, width: 160.0, height: 100.0 });
        for (weight, area) in weights.iter().zip(areas) {
            assert!((area.width * area.height - weight * 1000.0).abs() < 1e-6, "{weight} {area:?}");
        }
        assert!(split(&[], Area { x: 0.0, y: 0.0, width: 1.0, height: 1.0 }).is_empty());
    }
}
