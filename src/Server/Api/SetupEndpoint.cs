using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Setup;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>GET /setup/{dataset}/{realm}: what a subscriber makes in its AWS account, ready to be used. Public documentation, without credentials.</summary>
internal static class SetupEndpoint
{
    private const int ClientLettersMax = 512;

    public static async Task<Reply> GetAsync(ServerServices services, HttpContext context)
    {
        var dataset = (string)context.GetRouteValue("dataset")!;
        var realmId = (string)context.GetRouteValue("realm")!;
        var query = context.Request.Query;
        string? Asked(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        if (Realm.BuiltIn.FirstOrDefault(known => known.Id.Equals(realmId, StringComparison.OrdinalIgnoreCase)) is not { } realm)
        {
            return Reply.NotFound($"There is no such realm: {string.Join(", ", Realm.BuiltIn.Select(known => known.Id))}.");
        }

        if (Asked("destination") is not (null or "sqs" or "firehose"))
        {
            return Reply.Invalid("destination must be sqs or firehose.");
        }

        if (Format(Asked("format") ?? "policy") is not { } format)
        {
            return Reply.Invalid("format must be policy, cloudformation or terraform.");
        }

        if (Asked("clientId") is { } client && !IsPlain(client))
        {
            return Reply.Invalid("clientId is not the id of a client: give that of the API client that subscribes.");
        }

        var publisher = await services.Doctor.PublisherAsync(dataset, realm, context.RequestAborted);
        return publisher is null || services.Doctor.Options.Topics.Owner(dataset, realm.Id) is null
            ? Reply.NotFound("There is no such dataset in this realm: GET /docs shows where to read of them.")
            : new Reply(
                StatusCodes.Status200OK,
                format == SetupFormat.Policy ? "application/json" : "text/plain; charset=utf-8",
                Encoding.UTF8.GetBytes(
                    SetupText.Write(
                        new SetupOrder(dataset, realm, publisher, Asked("destination") == "firehose", Asked("clientId")),
                        format
                    )
                )
            );
    }

    /// <summary>By its name alone: the numbers of its values are nobody's business.</summary>
    private static SetupFormat? Format(string name) =>
        name.ToLowerInvariant() switch
        {
            "policy" => SetupFormat.Policy,
            "cloudformation" => SetupFormat.CloudFormation,
            "terraform" => SetupFormat.Terraform,
            _ => null,
        };

    /// <summary>It stands in templates as it is; AWS takes these letters in an external id.</summary>
    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= ClientLettersMax
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "+=,.@:/-_".Contains(letter));
}
