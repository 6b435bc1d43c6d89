using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;

namespace Millrace.App.Docs;

/// <summary>The data guide: an index, and a page for each dataset.</summary>
internal static class DatasetGuides
{
    /// <summary>Stands in every file.</summary>
    public const string Mark =
        "<!-- Written by `millrace docs datasets`: change the declaration in `src/Contracts/Datasets`. -->";

    /// <summary>Stands in those of documents.</summary>
    public const string DocumentMark =
        "<!-- Written by `millrace docs datasets`: change the declaration in `src/Contracts/Documents`. -->";

    /// <summary>Files by name.</summary>
    public static IEnumerable<(string Name, string Text)> Files() =>
        Datasets
            .All.Select(dataset => ($"{dataset.Id}.md", DatasetGuide.Text(dataset)))
            .Concat(Documents.All.Select(dataset => ($"{dataset.Id}.md", DocumentGuide.Text(dataset))))
            .Prepend(("README.md", Index()))
            .Append(("freshness.md", FreshnessGuide.Text()));

    private static string Index()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Datasets

            {Mark}

            Twelve datasets of hourly performance, in the wire format of Amazon Marketing Stream. Those that are published can be subscribed
            to; the landing (`millrace land`) takes all of them, from Millrace or from the original.

            | dataset | what | fields | version | published |
            | --- | --- | ---: | ---: | --- |

            """
        );
        foreach (var dataset in Datasets.All)
        {
            var state = dataset.Production is null ? "not yet" : "yes";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [{dataset.Id}]({dataset.Id}.md) | {dataset.Title} | {dataset.Fields.Count} | {dataset.Version} | {state} |\n"
            );
        }

        text.Append(
            """

            Thirteen datasets of messages, which are told at once: [messages](../messaging.md).

            | dataset | what | fields | version |
            | --- | --- | ---: | ---: |

            """
        );
        foreach (var dataset in Documents.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [{dataset.Id}]({dataset.Id}.md) | {dataset.Title} | {dataset.Fields.Count} | {dataset.Version} |\n"
            );
        }

        return text.Append(OfAll).ToString();
    }

    private const string OfAll = """

        ## What holds for all hourly ones

        - A record is a **delta**, not a total: add the metrics up. Clicks that are found invalid, and orders that are cancelled, come as
          negative figures for their own hour; in the first days after subscribing sums can be below zero, because corrections of older
          hours come without those hours.
        - `idempotency_id` names a delta; it is a UUID, and the landing takes any text. The same id again is a second delivery of it; the same figures under another id are a second delta.
        - `time_window_start` is the beginning of an hour in the advertiser's own time zone, and carries its offset.
        - When a dataset is published, and for how long it changes, stands on its page. `millrace serve --publication` sets it otherwise, such as
          `--publication sp-traffic.cadence=15m` or, for all datasets, `--publication grace=5m`.
        - Nothing is sent for an hour without activity; a subscription may ask to be [told that it is complete](freshness.md).
        - Messages come in any order, and the fields of a message too. Ids are texts.
        - Datasets only gain fields and values. Who reads them accepts those that it does not know; the landing keeps them in the column
          `unknown_fields`, as a JSON object.
        - Millrace sends every field of a dataset in every record, but for those that are marked *landed only*.

        ## What the landing adds and takes

        - A table for each dataset, `"amazon-marketing-stream"."sp-traffic"` and so on, with the fields as columns, and `day` and `hour` in the
          advertiser's own time, `unknown_fields`, and `received_at` in UTC. Texts are VARCHAR, counts BIGINT, amounts DECIMAL(18,6).
        - A metric that is absent or null is 0. One that is merely written in another way than declared is therefore 0 too, and stands in
          `unknown_fields`: look there when a sum is too small.
        - An amount that is finer than a millionth is refused, so that sums stay exact; what is refused is kept whole in
          `"millrace"."quarantine"`, with the reason.
        - `millrace export` writes a dataset to Parquet: `time_window_start` as an instant, amounts as DECIMAL(18,6).

        ## Where the sources differ, in all of them

        - Documents of sponsored ads call the types String, Long and Double, those of DSP String, Integer and Currency. Here they are text,
          count and amount; on the wire a count is a JSON integer and an amount a JSON number in units of the currency.
        - Documents do not say whether a metric of zero is sent. Live records have zeros, and programs that read them take every attributed
          metric as one that may be missing. Millrace sends zeros and reads both.
        - Live records and documents have an offset in `time_window_start`, some programs' examples have `Z`. Millrace sends offsets and
          reads both.

        """;
}
