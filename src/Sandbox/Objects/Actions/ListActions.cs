using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Millrace.Sandbox.Objects.Store;
using Millrace.Sandbox.Objects.Wire;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.Objects.Actions;

/// <summary>ListObjectsV2: keys in the order of their bytes, those with a common beginning up to a delimiter as one.</summary>
internal sealed class ListActions(StandInServices services)
{
    private const int KeysMax = 1_000;

    /// <summary>Comes after everything that may follow a common beginning.</summary>
    private const string Last = "\U0010FFFF";

    public async Task<Func<Task>> ListAsync(ObjectCall call)
    {
        var max = KeysMax;
        if (call.Asked("max-keys") is { } asked && !int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out max))
        {
            throw ObjectError.InvalidArgument("max-keys is a number from 0 to 1000.");
        }

        var isEncoded = call.Asked("encoding-type") == "url";
        var listing = new Listing(
            call.Asked("prefix") ?? "",
            call.Asked("delimiter") ?? "",
            Math.Min(max, KeysMax),
            call.Asked("continuation-token") is { } token ? Place(token) : call.Asked("start-after") ?? ""
        );
        await services.Store.DoAsync(turn => Fill(turn, call.Bucket, listing), call.Cancel);
        return () => ObjectAnswer.XmlAsync(call.Http, Answer(call, listing, isEncoded));
    }

    private static bool Fill(StandInTurn turn, string bucketName, Listing listing)
    {
        var bucket = turn.Objects.Find(bucketName) ?? throw ObjectError.NoSuchBucket();
        while (listing.Count < listing.Max)
        {
            var rows = turn.Objects.List(bucket, listing.Prefix, listing.After, listing.Max - listing.Count);
            if (rows.Count == 0)
            {
                return true;
            }

            foreach (var row in rows)
            {
                if (CommonBeginning(row.Key, listing) is { } common)
                {
                    listing.Commons.Add(common);
                    listing.After = common + Last;
                    break;
                }

                listing.Objects.Add(row);
                listing.After = row.Key;
            }
        }

        listing.IsCut = turn.Objects.List(bucket, listing.Prefix, listing.After, 1).Count > 0 && listing.Max > 0;
        return true;
    }

    private static string? CommonBeginning(string key, Listing listing)
    {
        var at =
            listing.Delimiter.Length == 0 ? -1 : key.IndexOf(listing.Delimiter, listing.Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + listing.Delimiter.Length)];
    }

    private static XElement Answer(ObjectCall call, Listing listing, bool isEncoded)
    {
        string Text(string text) => isEncoded ? string.Join('/', text.Split('/').Select(Uri.EscapeDataString)) : text;
        XElement Element(string name, object? value) => new(ObjectAnswer.S3 + name, value);
        var root = Element("ListBucketResult", null);
        root.Add(
            Element("Name", call.Bucket),
            Element("Prefix", Text(listing.Prefix)),
            Element("KeyCount", listing.Count),
            Element("MaxKeys", listing.Max),
            Element("IsTruncated", listing.IsCut)
        );
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string?)>)
                [
                    ("Delimiter", listing.Delimiter.Length > 0 ? Text(listing.Delimiter) : null),
                    ("EncodingType", isEncoded ? "url" : null),
                    ("ContinuationToken", call.Asked("continuation-token")),
                    ("StartAfter", call.Asked("start-after") is { } start ? Text(start) : null),
                    (
                        "NextContinuationToken",
                        listing.IsCut ? Convert.ToBase64String(Encoding.UTF8.GetBytes(listing.After)) : null
                    ),
                ]
        )
        {
            if (value is not null)
            {
                root.Add(Element(name, value));
            }
        }

        root.Add(
            listing.Objects.Select(row =>
                Element(
                    "Contents",
                    new[]
                    {
                        Element("Key", Text(row.Key)),
                        Element("LastModified", ObjectAnswer.Time(row.ModifiedMs)),
                        Element("ETag", $"\"{row.ETag}\""),
                        Element("Size", row.Size),
                        Element("StorageClass", "STANDARD"),
                    }
                )
            ),
            listing.Commons.Select(common => Element("CommonPrefixes", Element("Prefix", Text(common))))
        );
        return root;
    }

    private static string Place(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw ObjectError.InvalidArgument("The continuation token provided is incorrect");
        }
    }

    private sealed class Listing(string prefix, string delimiter, int max, string after)
    {
        public string Prefix => prefix;

        public string Delimiter => delimiter;

        public int Max => max;

        /// <summary>What the next look begins after.</summary>
        public string After { get; set; } = after;

        public bool IsCut { get; set; }

        public List<StoredObject> Objects { get; } = [];

        public List<string> Commons { get; } = [];

        public int Count => Objects.Count + Commons.Count;
    }
}
