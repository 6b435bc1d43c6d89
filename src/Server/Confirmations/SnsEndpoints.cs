using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Millrace.Server.Http;

namespace Millrace.Server.Confirmations;

/// <summary>What SNS does for the original: ConfirmSubscription by the SubscribeURL or the Query API, and the signing certificate.</summary>
internal sealed class SnsEndpoints(ServerServices services)
{
    public Task<Reply> GetAsync(HttpContext context) =>
        AnswerAsync(name => context.Request.Query.TryGetValue(name, out var value) ? value : default, context.RequestAborted);

    public async Task<Reply> PostAsync(HttpContext context)
    {
        var form = await Bodies.ReadFormAsync(context);
        return await AnswerAsync(
            name =>
                form is not null && form.TryGetValue(name, out var value) ? value
                : context.Request.Query.TryGetValue(name, out value) ? value
                : default,
            context.RequestAborted
        );
    }

    public Task<Reply> CertificateAsync(HttpContext context)
    {
        var name = context.GetRouteValue("name") as string;
        return Task.FromResult(
            name == services.Signer.CertificateName
                ? new Reply(
                    StatusCodes.Status200OK,
                    "application/x-pem-file",
                    Encoding.ASCII.GetBytes(services.Signer.CertificatePem)
                )
                : Reply.NotFound("No such certificate: take the SigningCertURL of the message.")
        );
    }

    private async Task<Reply> AnswerAsync(Func<string, StringValues> field, CancellationToken cancel)
    {
        var action = field("Action").ToString();
        if (action.Length == 0)
        {
            return Error("MissingAction", "The parameter Action is missing: ConfirmSubscription.");
        }

        if (action != "ConfirmSubscription")
        {
            return Error("InvalidAction", "The one action of this endpoint is ConfirmSubscription.");
        }

        var (topicArn, token) = (field("TopicArn").ToString(), field("Token").ToString());
        if (topicArn.Length == 0 || token.Length == 0)
        {
            return Error("InvalidParameter", $"Invalid parameter: {(topicArn.Length == 0 ? "TopicArn" : "Token")}");
        }

        var confirmed = await services.Subscriptions.ConfirmAsync(topicArn, token, cancel);
        return confirmed.IsDone
            ? Xml(
                StatusCodes.Status200OK,
                $"""
                <ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
                  <ConfirmSubscriptionResult>
                    <SubscriptionArn>{WebUtility.HtmlEncode(confirmed.Value.SubscriptionArn)}</SubscriptionArn>
                  </ConfirmSubscriptionResult>
                  <ResponseMetadata>
                    <RequestId>{services.NextRequestId()}</RequestId>
                  </ResponseMetadata>
                </ConfirmSubscriptionResponse>
                """
            )
            : Error("InvalidParameter", $"Invalid parameter: {confirmed.Fault.Message}");
    }

    private Reply Error(string code, string message) =>
        Xml(
            StatusCodes.Status400BadRequest,
            $"""
            <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
              <Error>
                <Type>Sender</Type>
                <Code>{code}</Code>
                <Message>{WebUtility.HtmlEncode(message)}</Message>
              </Error>
              <RequestId>{services.NextRequestId()}</RequestId>
            </ErrorResponse>
            """
        );

    private static Reply Xml(int status, string text) => new(status, "text/xml", Encoding.UTF8.GetBytes(text + "\n"));
}
