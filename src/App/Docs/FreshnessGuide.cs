using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;

namespace Millrace.App.Docs;

/// <summary>The page of the message that says through when a dataset is complete.</summary>
internal static class FreshnessGuide
{
    public static string Text()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Freshness

            {DatasetGuides.Mark}

            Nothing is sent for an hour without activity, so that silence may mean that there was nothing to tell, or that something is broken.
            A subscription that is made, or changed, with `"freshness": true` is told which of the two it is: its destination gets a message
            whenever one more hour is complete, also an empty one. It can end that by `"freshness": false`. Other subscriptions get none, and
            nothing of the original has such a message.

            {Freshness.About}

            | field | type | what it says |
            | --- | --- | --- |

            """
        );
        foreach (var field in Freshness.All)
        {
            var type = field.Type == FieldType.WindowStart ? "time" : "text";
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {type} | {field.About} |\n");
        }

        return text.Append(Rest).ToString();
    }

    private const string Rest = """

        The JSON Schema is served at `/schemas/freshness`.

        - It is sent when the destination has taken everything that the publication of that hour, and all before it, had for the stream. As
          queues do not keep the order, it may arrive before the last of these messages. While the subscription has dead letters it is not sent:
          redrive or purge them.
        - Complete is not final: an hour may still change by events that come late and by what is taken back, for as long as its dataset's
          horizon says. It begins with what was published after the subscription became ACTIVE; earlier hours are not sent.
        - One message may speak for several hours: only the last complete one is told. After a crash the same message may come
          once more, with the same id and bytes.
        - The landing keeps the latest of each account and dataset in `"millrace"."freshness"`: `dataset_id`, `advertiser_id`, `marketplace_id`,
          `complete_through` as it was told, `complete_at` the same in UTC, and `received_at`. So `SELECT * FROM millrace.freshness WHERE
          complete_at < now()::TIMESTAMP - INTERVAL 3 HOUR` finds what is late.

        """;
}
