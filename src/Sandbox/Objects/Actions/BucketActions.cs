using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Millrace.Sandbox.Objects.Wire;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Objects.Actions;

/// <summary>ListBuckets, CreateBucket, HeadBucket, GetBucketLocation.</summary>
internal sealed partial class BucketActions(StandInServices services)
{
    private const int FormBytesMax = 64 * 1_024;
    private const string FirstRegion = "us-east-1";

    public async Task<Func<Task>> ListAsync(ObjectCall call)
    {
        var buckets = await services.Store.DoAsync(turn => turn.Objects.Buckets(), call.Cancel);
        var rows = buckets.Select(bucket => new XElement(
            ObjectAnswer.S3 + "Bucket",
            new XElement(ObjectAnswer.S3 + "Name", bucket.Name),
            new XElement(ObjectAnswer.S3 + "CreationDate", ObjectAnswer.Time(bucket.CreatedMs))
        ));
        var owner = new XElement(ObjectAnswer.S3 + "Owner", new XElement(ObjectAnswer.S3 + "ID", services.AccountId));
        var root = new XElement(
            ObjectAnswer.S3 + "ListAllMyBucketsResult",
            owner,
            new XElement(ObjectAnswer.S3 + "Buckets", rows)
        );
        return () => ObjectAnswer.XmlAsync(call.Http, root);
    }

    public async Task<Func<Task>> CreateAsync(ObjectCall call)
    {
        var region = await WantedRegionAsync(call) ?? call.Region;
        await CreateAsync(call.Bucket, region, call.Cancel);
        call.Http.Response.Headers.Location = $"/{call.Bucket}";
        return () => ObjectAnswer.EmptyAsync(call.Http, 200);
    }

    /// <exception cref="ObjectError">The name is none, or the bucket is there and its region does not pass over that.</exception>
    public Task CreateAsync(string name, string region, CancellationToken cancel) =>
        !Name().IsMatch(name)
            ? throw ObjectError.InvalidBucketName()
            : services.Store.DoAsync(
                turn =>
                {
                    if (turn.Objects.Find(name) is { } existing)
                    {
                        return existing.Region == FirstRegion && region == FirstRegion
                            ? false
                            : throw ObjectError.BucketAlreadyOwnedByYou();
                    }

                    if (turn.Objects.Count() >= services.Options.BucketsMax)
                    {
                        throw ObjectError.TooManyBuckets(services.Options.BucketsMax);
                    }

                    turn.Objects.Create(name, region, turn.NowMs);
                    return true;
                },
                cancel
            );

    public async Task<Func<Task>> HeadAsync(ObjectCall call)
    {
        var region = await RegionAsync(call);
        return () =>
        {
            call.Http.Response.Headers["x-amz-bucket-region"] = region;
            return ObjectAnswer.EmptyAsync(call.Http, 200);
        };
    }

    public async Task<Func<Task>> LocateAsync(ObjectCall call)
    {
        var region = await RegionAsync(call);

        // The first region is told by saying nothing.
        var root = new XElement(ObjectAnswer.S3 + "LocationConstraint", region == FirstRegion ? null : region);
        return () => ObjectAnswer.XmlAsync(call.Http, root);
    }

    private Task<string> RegionAsync(ObjectCall call) =>
        services.Store.DoAsync(turn => (turn.Objects.Find(call.Bucket) ?? throw ObjectError.NoSuchBucket()).Region, call.Cancel);

    private static async Task<string?> WantedRegionAsync(ObjectCall call)
    {
        var body =
            await RequestBody.ReadAsync(call.Request, FormBytesMax, call.Cancel)
            ?? throw ObjectError.EntityTooLarge(FormBytesMax);
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body));
            return XDocument
                .Load(reader)
                .Root!.Elements()
                .FirstOrDefault(element => element.Name.LocalName == "LocationConstraint")
                ?.Value;
        }
        catch (XmlException)
        {
            throw new ObjectError(400, "MalformedXML", "The XML you provided was not well-formed.");
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Name();
}
