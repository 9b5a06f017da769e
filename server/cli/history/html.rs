//! The history as one page: charts drawn as SVG, tables below them, nothing from elsewhere and no script.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{COLUMNS, Family, TIERS, families, share};
use crate::cli::origins;
use crate::cli::report::html::{escaped, page};
use crate::judge::history::{History, Month};

/// Not much wider than a phone: what is drawn larger can be read, what is drawn smaller cannot.
const SIZE: (u32, u32) = (480, 260);
/// Names of months that stand beside each other without touching.
const MOST_LABELS: usize = 6;
const COLORS: [RGBColor; 6] = [
    RGBColor(31, 119, 180),
    RGBColor(214, 98, 14),
    RGBColor(44, 140, 70),
    RGBColor(180, 50, 60),
    RGBColor(120, 90, 170),
    RGBColor(120, 120, 120),
];

/// A line of a chart: its name, and the figure of each month.
type Series = (String, Vec<Option<f64>>);

pub(crate) fn render(history: &History) -> String {
    let months = &history.months;
    let mut body = format!(
        "<p>The mainline since {}. Figures are compared with this project's own past; they say nothing about people.</p>",
        escaped(&history.since)
    );
    let percent = |part: fn(&Month) -> u64, whole: fn(&Month) -> u64| -> Vec<Option<f64>> {
        let figure =
            |month: &Month| (whole(month) > 0).then(|| part(month) as f64 * 100.0 / whole(month) as f64);
        months.iter().map(figure).collect()
    };
    let per_thousand = |count: &dyn Fn(&Month) -> u64| -> Vec<Option<f64>> {
        let figure = |month: &Month| {
            (month.end.lines > 0).then(|| count(month) as f64 * 1000.0 / month.end.lines as f64)
        };
        months.iter().map(figure).collect()
    };
    let mut families: Vec<String> =
        months.iter().flat_map(|month| month.end.findings.keys().cloned()).collect();
    families.sort();
    families.dedup();
    let total =
        |family: &String| months.iter().filter_map(|month| month.end.findings.get(family)).sum::<u64>();
    families.sort_by_key(|family| std::cmp::Reverse(total(family)));
    families.truncate(COLORS.len());
    let of_family = |family: &String| {
        (family.clone(), per_thousand(&|month| month.end.findings.get(family).copied().unwrap_or_default()))
    };
    let of_tier = |tier: &str| -> Vec<Option<f64>> {
        let figure = |month: &Month| {
            let lines = month.end.line_tiers.get(tier).copied().filter(|lines| *lines > 0)?;
            let count = month.end.finding_tiers.get(tier).copied().unwrap_or_default();
            Some(count as f64 * 1000.0 / lines as f64)
        };
        months.iter().map(figure).collect()
    };
    let per_commit = |count: fn(&Month) -> u64| -> Vec<Option<f64>> {
        let figure =
            |month: &Month| (month.end.lines > 0).then(|| count(month) as f64 / month.commits.max(1) as f64);
        months.iter().map(figure).collect()
    };
    let tiers = TIERS.map(|tier| {
        let figure = |month: &Month| Some(month.tiers.get(tier).copied().unwrap_or_default() as f64);
        (tier.to_string(), months.iter().map(figure).collect::<Vec<_>>())
    });
    let charts: [(&str, &str, Vec<Series>); 8] = [
        (
            "Lines that did not stay",
            "Per cent of a month's added lines that were deleted within 14 days. Most commits have none; a few large ones carry the sum.",
            vec![("churned".to_string(), percent(|month| month.churned, |month| month.ripe))],
        ),
        (
            "Copied and moved",
            "Per cent of added lines: in runs of five that stood elsewhere before, and those that the same commit deleted elsewhere.",
            vec![
                ("copied".to_string(), percent(|month| month.copied, |month| month.added)),
                ("moved".to_string(), percent(|month| month.moved, |month| month.added)),
            ],
        ),
        (
            "The load of review",
            "Changed lines of what reached the mainline: the middle one, and the one that nine of ten are smaller than.",
            vec![
                ("middle".to_string(), months.iter().map(|month| Some(month.size_median as f64)).collect()),
                (
                    "nine of ten".to_string(),
                    months.iter().map(|month| Some(month.size_ninety as f64)).collect(),
                ),
            ],
        ),
        (
            "Findings that each merge brings",
            "On lines of the month, at its end, for each commit or merge of the mainline; undecided are those that neither a comment nor a decision answers.",
            vec![
                ("findings".to_string(), per_commit(|month| month.end.new_findings)),
                ("undecided".to_string(), per_commit(|month| month.end.new_undecided)),
            ],
        ),
        (
            "Findings per 1,000 lines",
            "By today's rules, at the end of each month, by family.",
            families.iter().map(of_family).collect(),
        ),
        (
            "What may cost money in the cloud",
            "Findings of the family cost per 1,000 lines: calls in loops, work done twice, requests without a limit.",
            vec![(
                "cost".to_string(),
                per_thousand(&|month| month.end.findings.get("cost").copied().unwrap_or_default()),
            )],
        ),
        (
            "Findings by origin",
            "Per 1,000 lines of each origin, at the end of each month. Old lines are mostly of unknown origin, so the groups differ in more than that.",
            TIERS.map(|tier| (tier.to_string(), of_tier(tier))).to_vec(),
        ),
        (
            "Where added lines come from",
            "Lines by how well their origin is known: at least so many.",
            tiers.to_vec(),
        ),
    ];
    body.push_str("<div class=\"charts\">");
    for (title, remark, series) in charts {
        let names: Vec<&str> = months.iter().map(|month| month.month.as_str()).collect();
        // Without a figure there is nothing to draw.
        if let Some(chart) = chart(&names, &series) {
            let _ = write!(
                body,
                "<section><h2>{title}</h2><p>{remark}</p><figure role=\"img\" aria-label=\"{title}\">{chart}</figure>{}</section>",
                legend(&series)
            );
        }
    }
    body.push_str("</div>");
    body.push_str(&fixes(months));
    body.push_str(&by_family(history));
    body.push_str(&table(months));
    let rows = history.hot.iter().map(|hot| {
        format!(
            "<tr><td><code>{}</code></td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(&hot.path),
            hot.commits,
            hot.lines
        )
    });
    let _ = write!(
        body,
        "<section><h2>Hot files</h2><div class=\"wide\"><table><tr><th>file</th><th class=\"n\">commits</th><th class=\"n\">lines</th></tr>{}</table></div></section>",
        rows.collect::<String>()
    );
    let _ = write!(body, "<section><h2>What is known of origins</h2>{}</section>", origins_of(history));
    if !history.later_days.is_empty() {
        let _ = write!(
            body,
            "<section><h2>Put off</h2><p>{} decisions wait, the longest for {} days.</p></section>",
            history.later_days.len(),
            history.later_days.first().copied().unwrap_or_default()
        );
    }
    page("thinktwice: the history", &body)
}

/// What commits declare and what notes attest.
fn origins_of(history: &History) -> String {
    let mut text = origins::declarations(&history.declared);
    if history.notes.notes > 0 {
        text.push('\n');
        text.push_str(&super::notes(&history.notes));
    }
    text.lines().map(|line| format!("<p>{}.</p>", escaped(line))).collect()
}

fn fixes(months: &[Month]) -> String {
    let named: usize = months.iter().map(|month| month.fixed_named).sum();
    let estimate: usize = months.iter().map(|month| month.fixed_estimate).sum();
    let commits: usize = months.iter().map(|month| month.commits).sum();
    format!(
        "<section><h2>Fixed after the merge</h2><p>{named} of {commits} commits are named by a later one that fixes or reverts them. \
         By the owners of the lines that fixes delete, {estimate} more were fixed within 90 days ({} %): an estimate.</p></section>",
        share(estimate as u64, commits as u64)
    )
}

/// All families; a chart has only those with the most findings.
fn by_family(history: &History) -> String {
    let Some((from, to, families)) = families(history) else { return String::new() };
    let row = |(family, [first, last]): Family<'_>| {
        format!(
            "<tr><td>{}</td><td class=\"n\">{first}</td><td class=\"n\">{last}</td></tr>",
            escaped(family)
        )
    };
    let (from, to) = (escaped(from), escaped(to));
    format!(
        "<section><h2>Findings by family</h2><p>Per 1,000 lines, at the end of {from} and of {to}.</p><div class=\"wide\"><table><tr>\
         <th>family</th><th class=\"n\">{from}</th><th class=\"n\">{to}</th></tr>{}</table></div></section>",
        families.into_iter().map(row).collect::<String>()
    )
}

fn table(months: &[Month]) -> String {
    let heads: String = COLUMNS.iter().map(|(name, _)| format!("<th class=\"n\">{name}</th>")).collect();
    let row = |month: &Month| {
        let figures: String =
            COLUMNS.iter().map(|(_, figure)| format!("<td class=\"n\">{}</td>", figure(month))).collect();
        format!("<tr><td>{}</td>{figures}</tr>", escaped(&month.month))
    };
    let rows: String = months.iter().map(row).collect();
    format!(
        "<section><h2>All figures</h2><div class=\"wide\"><table><tr><th>month</th>{heads}</tr>{rows}</table></div></section>"
    )
}

fn legend(series: &[Series]) -> String {
    let entry = |(at, (name, _)): (usize, &Series)| {
        let RGBColor(red, green, blue) = COLORS[at % COLORS.len()];
        format!("<span style=\"color:rgb({red},{green},{blue})\">\u{25a0}</span> {} ", escaped(name))
    };
    format!("<p>{}</p>", series.iter().enumerate().map(entry).collect::<String>())
}

/// An SVG that takes the width that it is given; `None` where there is nothing to draw.
fn chart(months: &[&str], series: &[Series]) -> Option<String> {
    let most = series.iter().flat_map(|(_, figures)| figures.iter().flatten()).copied().fold(0.0, f64::max);
    if months.is_empty() || most <= 0.0 {
        return None;
    }
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        draw(&area, months, series, most).ok()?;
        area.present().ok()?;
    }
    // The page's own size and colours count.
    let (width, height) = SIZE;
    let fixed = format!("width=\"{width}\" height=\"{height}\" ");
    Some(
        svg.replacen(&fixed, "", 1)
            .replace("fill=\"#000000\"", "fill=\"currentColor\"")
            .replace("stroke=\"#000000\"", "stroke=\"currentColor\""),
    )
}

fn draw(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    months: &[&str],
    series: &[Series],
    most: f64,
) -> Result<(), Box<dyn std::error::Error>> {
    let last = months.len().saturating_sub(1).max(1) as f64;
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(32)
        .x_label_area_size(28)
        .y_label_area_size(56)
        .build_cartesian_2d(-0.3..last + 0.3, 0.0..most * 1.05)?;
    let name = |at: &f64| {
        let is_month = (at - at.round()).abs() < 0.01 && *at >= 0.0;
        let month = is_month.then(|| months.get(at.round() as usize)).flatten();
        month.map_or(String::new(), |month| (*month).to_string())
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(months.len().min(MOST_LABELS))
        .x_label_formatter(&name)
        .y_labels(5)
        .y_label_formatter(&|value| if most < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") })
        .label_style(("sans-serif", 15))
        .max_light_lines(1)
        .light_line_style(RGBColor(128, 128, 128).mix(0.2))
        .bold_line_style(RGBColor(128, 128, 128).mix(0.3))
        .draw()?;
    for (at, (_, figures)) in series.iter().enumerate() {
        let color = COLORS[at % COLORS.len()];
        let points: Vec<(f64, f64)> =
            figures.iter().enumerate().filter_map(|(at, figure)| Some((at as f64, (*figure)?))).collect();
        chart.draw_series(LineSeries::new(points.clone(), color.stroke_width(2)))?;
        chart.draw_series(points.into_iter().map(|point| Circle::new(point, 3, color.filled())))?;
    }
    Ok(())
}
