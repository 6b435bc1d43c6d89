using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Runtime.Notices;

/// <summary>A notice as it is sent: JSON in the form that Standard Webhooks proposes, the same bytes every time.</summary>
internal static class NoticeBody
{
    public static byte[] Write(Notice notice)
    {
        var data = new JsonObject
        {
            ["subscriptionId"] = notice.SubscriptionId,
            ["dataSetId"] = notice.DataSetId,
            ["clientId"] = notice.ClientId,
            ["userId"] = notice.UserId,
            ["accountId"] = notice.Account.Key,
            ["profileId"] = long.Parse(notice.Account.ProfileId, CultureInfo.InvariantCulture),
            ["entityId"] = notice.Account.EntityId,
            ["advertiserId"] = notice.Account.AdvertiserId,
            ["marketplaceId"] = notice.Account.Marketplace,
            ["message"] = notice.Content.Text,
        };
        if (notice.Content.At is { } at)
        {
            data[NameOfTime(notice.Content.Kind)] = UtcText.Of(at);
        }

        if (notice.Content.Dropped is { } dropped)
        {
            data["droppedRecords"] = dropped;
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["type"] = TypeOf(notice.Content.Kind),
                ["timestamp"] = UtcText.Of(notice.Time),
                ["data"] = data,
            }
        );
    }

    /// <summary>Words behind full stops, of letters and underscores.</summary>
    public static string TypeOf(NoticeKind kind) => $"subscription.{JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}")}";

    /// <summary>As in <c>delivery</c> of a subscription.</summary>
    private static string NameOfTime(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.SuspensionWarning => "suspendsDate",
            NoticeKind.DropWarning => "dropsDate",
            _ => "droppedThrough",
        };
}
