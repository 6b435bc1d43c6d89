using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Roles;

/// <summary>Answers of STS in the XML of the Query protocol.</summary>
internal static class RoleAnswer
{
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    public static XElement AssumedRole(RoleSession session) =>
        new(
            Sts + "AssumeRoleResult",
            new XElement(
                Sts + "Credentials",
                new XElement(Sts + "AccessKeyId", session.AccessKey),
                new XElement(Sts + "SecretAccessKey", session.SecretKey),
                new XElement(Sts + "SessionToken", session.Token),
                new XElement(
                    Sts + "Expiration",
                    DateTimeOffset
                        .FromUnixTimeMilliseconds(session.ExpiresMs)
                        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                )
            ),
            new XElement(
                Sts + "AssumedRoleUser",
                new XElement(Sts + "AssumedRoleId", session.AssumedRoleId),
                new XElement(Sts + "Arn", session.Arn)
            )
        );

    public static XElement Identity(string account, string userId, string arn) =>
        new(
            Sts + "GetCallerIdentityResult",
            new XElement(Sts + "Arn", arn),
            new XElement(Sts + "UserId", userId),
            new XElement(Sts + "Account", account)
        );

    public static Task WriteAsync(HttpContext http, string action, XElement result)
    {
        var id = RandomIds.Next();
        var metadata = new XElement(Sts + "ResponseMetadata", new XElement(Sts + "RequestId", id));
        return XmlBody.WriteAsync(http, 200, id, new XElement(Sts + $"{action}Response", result, metadata));
    }

    public static Task WriteAsync(HttpContext http, RoleError error)
    {
        var id = RandomIds.Next();
        return XmlBody.WriteAsync(
            http,
            error.Status,
            id,
            new XElement(
                Sts + "ErrorResponse",
                new XElement(
                    Sts + "Error",
                    new XElement(Sts + "Type", error.Status < 500 ? "Sender" : "Receiver"),
                    new XElement(Sts + "Code", error.Code),
                    new XElement(Sts + "Message", error.Message)
                ),
                new XElement(Sts + "RequestId", id)
            )
        );
    }
}
